import { keysOf } from './shortcuts.ts';
import type { TrainingActions } from './training-actions.ts';

/** Start, pause, step, reset. */
export function TrainingControls({ actions }: { readonly actions: TrainingActions }) {
  const { start, pause, resume, step, reset } = actions.can.value;
  return (
    <fieldset class="buttons" aria-label="Training">
      <button
        type="button"
        class="primary"
        disabled={!start}
        aria-keyshortcuts={keysOf('start')}
        onClick={() => actions.start()}
      >
        {reset ? 'Start anew' : 'Start'}
      </button>
      <button
        type="button"
        disabled={!pause && !resume}
        aria-keyshortcuts={keysOf('pause')}
        onClick={() => actions.pauseOrResume()}
      >
        {resume ? 'Resume' : 'Pause'}
      </button>
      <button type="button" disabled={!step} aria-keyshortcuts={keysOf('step')} onClick={() => actions.step()}>
        Step once
      </button>
      <button type="button" disabled={!reset} aria-keyshortcuts={keysOf('reset')} onClick={() => actions.reset()}>
        Reset
      </button>
    </fieldset>
  );
}
