import type { Signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { cursor } from '../cursor.ts';
import type { LiveSettings } from '../live/live-settings.ts';
import type { LiveTraining } from '../live/live-training.ts';
import type { PicturesProps } from '../pictures/pictures.tsx';
import type { RunLibrary } from '../runs/run-library.ts';
import type { ServedIndex } from '../server/served-index.ts';
import { CheckpointProbe } from './checkpoint-probe.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { FolderPicker } from './folder-picker.tsx';
import { OpenedRuns } from './opened-runs.tsx';
import { ProblemList } from './problem-list.tsx';
import { ProgressBar } from './progress-bar.tsx';
import { Readings } from './readings.tsx';
import { ServedRuns } from './served-runs.tsx';
import { SyntheticBanner } from './synthetic-banner.tsx';
import { Timeline } from './timeline.tsx';
import { TraceCheck } from './trace-check.tsx';

interface Props {
  readonly library: RunLibrary;
  readonly live: LiveTraining;
  readonly served: Signal<ServedIndex | null>;
  /** The images that a checkpoint is probed on. */
  readonly data: LiveSettings['data'];
  readonly Pictures: ComponentType<PicturesProps>;
}

/** Runs that the trainer wrote: open, compare, probe. */
export function RunsPanel({ library, live, served, data, Pictures }: Props) {
  const runs = library.runs.value;
  return (
    <>
      <div class="console">
        <fieldset class="buttons" aria-label="Runs">
          <FolderPicker library={library} />
          <label class="check">
            <input
              type="checkbox"
              checked={library.follow.value}
              onChange={(event) => {
                library.follow.value = event.currentTarget.checked;
              }}
            />
            Follow runs being written
          </label>
        </fieldset>
        <div class="status-line">
          <p role="status">{statusOf(runs.length, library.progress.value)}</p>
          {library.progress.value === null ? null : (
            <button type="button" class="quiet" onClick={() => library.cancel()}>
              Cancel
            </button>
          )}
          <ProgressBar value={library.progress.value} label="Reading runs" />
        </div>
        <Timeline runs={library.runs} />
      </div>
      <SyntheticBanner runs={runs} />
      <div class="bench">
        <aside class="side" aria-label="Runs">
          <ProblemList problems={library.problems.value} onDismiss={(id) => library.dismiss(id)} />
          {runs.length === 0 ? null : (
            <section class="card" aria-labelledby="opened-title">
              <h2 id="opened-title">Opened</h2>
              <OpenedRuns runs={runs} onClose={(id) => library.close(id)} />
            </section>
          )}
          <ServedRuns library={library} served={served} />
        </aside>
        <div class="stage">
          <h2 class="unseen">Pictures</h2>
          <ErrorBoundary name="The numbers">
            <Readings runs={library.runs} cursor={cursor} />
          </ErrorBoundary>
          {runs.length === 0 ? (
            <Introduction />
          ) : (
            <ErrorBoundary name="The pictures">
              <Pictures runs={library.runs} live={null} />
            </ErrorBoundary>
          )}
        </div>
        <aside class="tools" aria-label="Computed in this page">
          <ErrorBoundary name="The checkpoint">
            <CheckpointProbe library={library} live={live} data={data} />
          </ErrorBoundary>
          <ErrorBoundary name="The check">
            <TraceCheck live={live} />
          </ErrorBoundary>
        </aside>
      </div>
    </>
  );
}

function statusOf(opened: number, progress: number | null): string {
  if (progress !== null) return 'Reading …';
  return opened === 0 ? 'No run is open' : `${opened} ${opened === 1 ? 'run is' : 'runs are'} open`;
}

function Introduction() {
  return (
    <section class="introduction" aria-label="How to open a run">
      <p>
        <strong>Drop a run’s folder</strong> anywhere on this page, or open one with the button: a run is what{' '}
        <code>procrustes train</code> wrote, with its <code>run.json</code> and <code>norms.jsonl</code>. A folder of
        several runs opens all of them, to be compared.
      </p>
      <p>
        The files stay on this machine: the page reads them itself. <code>procrustes view runs</code> offers all runs of
        a folder here at once.
      </p>
    </section>
  );
}
