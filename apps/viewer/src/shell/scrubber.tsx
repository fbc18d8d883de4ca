import type { ReadonlySignal, Signal } from '@preact/signals';
import { numberText } from '@procrustes/charts';
import { useId } from 'preact/hooks';
import { recordAt } from '../steps/record-at.ts';
import type { PlayBack } from './play-back.ts';
import { keysOf } from './shortcuts.ts';

interface Props {
  readonly steps: ReadonlySignal<readonly number[]>;
  readonly cursor: Signal<number | null>;
  readonly playBack: PlayBack;
}

/** Moves the cursor over the recorded steps; at the right end it follows the newest. */
export function Scrubber({ steps, cursor, playBack }: Props) {
  const id = useId();
  const recorded = steps.value;
  const last = recorded.length - 1;
  const follows = cursor.value === null;
  const index = follows ? last : Math.max(0, recordAt(recorded, cursor.value));
  const step = recorded[Math.max(0, index)];
  const playing = playBack.playing.value;
  return (
    <fieldset class="scrubber" aria-label="Scrub through training">
      <button
        type="button"
        class="icon"
        disabled={last < 1}
        aria-label={playing ? 'Stop playing back' : 'Play back'}
        aria-keyshortcuts={keysOf('play')}
        onClick={() => (playing ? playBack.stop() : playBack.play())}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d={playing ? 'M4 3h3v10H4zM9 3h3v10H9z' : 'M4 2.5v11l9-5.5z'} />
        </svg>
      </button>
      <label for={id}>Step</label>
      <input
        id={id}
        type="range"
        min={0}
        max={Math.max(0, last)}
        step={1}
        value={Math.max(0, index)}
        disabled={last < 1}
        aria-valuetext={step === undefined ? 'nothing recorded yet' : `step ${step}${follows ? ', the newest' : ''}`}
        onInput={(event) => {
          playBack.stop();
          moveTo(Number(event.currentTarget.value), recorded, cursor);
        }}
      />
      <output for={id}>{step === undefined ? '–' : numberText(step)}</output>
      <button
        type="button"
        class="toggle"
        aria-pressed={follows}
        aria-keyshortcuts={keysOf('follow')}
        onClick={() => {
          playBack.stop();
          cursor.value = follows && step !== undefined ? step : null;
        }}
      >
        Follow newest
      </button>
    </fieldset>
  );
}

/** Moves the cursor by so many recorded steps. */
export function scrubBy(count: number, steps: readonly number[], cursor: Signal<number | null>): void {
  const last = steps.length - 1;
  const index = recordAt(steps, cursor.value);
  if (last >= 0) moveTo(Math.min(last, Math.max(0, index + count)), steps, cursor);
}

function moveTo(index: number, steps: readonly number[], cursor: Signal<number | null>): void {
  cursor.value = index >= steps.length - 1 ? null : (steps[index] ?? null);
}
