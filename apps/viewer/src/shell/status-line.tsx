import { numberText } from '@procrustes/charts';
import type { LiveStatus, LiveTraining } from '../live/live-training.ts';
import { ProgressBar } from './progress-bar.tsx';
import { stepsPerSecond } from './steps-per-second.ts';

const words: Readonly<Record<LiveStatus, string>> = {
  idle: 'Ready',
  preparing: 'Preparing',
  running: 'Training',
  paused: 'Paused',
  failed: 'Stopped',
  lost: 'GPU lost',
};

/** What the training does, how fast, and what went wrong. */
export function StatusLine({ live, problem }: { readonly live: LiveTraining; readonly problem: string | null }) {
  const status = live.status.value;
  const runs = live.runs.value;
  const newest = Math.max(0, ...runs.map(({ metrics }) => metrics.at(-1)?.step ?? 0));
  const speed = status === 'running' ? stepsPerSecond(runs) : null;
  return (
    <div class="status-line">
      {/* The numbers change several times a second; only what is in words is read out. */}
      <p role="status" aria-live="polite">
        <span class={`lamp lamp-${status}`} aria-hidden="true" />
        <strong>{words[status]}</strong>{' '}
        <span class="status-message">{without(words[status], live.message.value)}</span>
      </p>
      {problem === null ? null : (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <p class="status-numbers">
        {newest > 0 ? `step ${numberText(newest)}` : ''}
        {speed === null ? '' : ` · ${speedText(speed)}`}
      </p>
      <ProgressBar value={live.progress.value} label={live.message.value || words[status]} />
    </div>
  );
}

/** A message that begins with the word beside it need not say it again. */
const without = (word: string, message: string): string =>
  message.toLowerCase().startsWith(`${word.toLowerCase()} `) ? message.slice(word.length + 1) : message;

const speedText = (perSecond: number): string =>
  perSecond >= 1 ? `${numberText(perSecond, 2)} steps/s` : `${numberText(1 / perSecond, 2)} s a step`;
