// A CommonJS module, of which Node knows this member only as one of the default export.
import progress, { type TimeFormatter } from 'cli-progress';

/**
 * The time left as a progress line tells it: `40s`, `3m20s`, `2h5m`; a dash while it is not known, for which cli-progress has
 * a text instead of a number.
 */
export const timeLeft: TimeFormatter = (seconds, options, roundToMultipleOf) =>
  Number.isFinite(seconds) ? progress.Format.TimeFormat(seconds, options, roundToMultipleOf) : '–';
