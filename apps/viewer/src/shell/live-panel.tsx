import type { ComponentType } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { cursor } from '../cursor.ts';
import type { LiveTraining } from '../live/live-training.ts';
import type { PicturesProps } from '../pictures/pictures.tsx';
import type { ServedIndex } from '../server/served-index.ts';
import type { Capabilities } from './capabilities.ts';
import { CopyLink } from './copy-link.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { MissingWebgl } from './missing-webgl.tsx';
import { Readings } from './readings.tsx';
import { SettingsForm } from './settings-form.tsx';
import { settingsToQuery } from './settings-query.ts';
import { listenToShortcuts } from './shortcuts.ts';
import { StatusLine } from './status-line.tsx';
import { SyntheticBanner } from './synthetic-banner.tsx';
import { Timeline } from './timeline.tsx';
import type { TrainingActions } from './training-actions.ts';
import { TrainingControls } from './training-controls.tsx';
import type { UrlState } from './url-state.ts';

interface Props {
  readonly live: LiveTraining;
  readonly actions: TrainingActions;
  readonly url: UrlState;
  readonly served: ServedIndex | null;
  /** Null until it is known. */
  readonly browser: Capabilities | null;
  readonly Pictures: ComponentType<PicturesProps>;
}

/** Training in the page: settings, controls, pictures. */
export function LivePanel({ live, actions, url, served, browser, Pictures }: Props) {
  useLayoutEffect(
    () =>
      listenToShortcuts(document, {
        start: () => actions.start(),
        pause: () => actions.pauseOrResume(),
        step: () => actions.step(),
        reset: () => actions.reset(),
      }),
    [actions],
  );
  const missing = browser?.missing ?? [];
  const webgpu = browser?.webgpu ?? true;
  if (missing.length > 0 && !webgpu) {
    return (
      <MissingWebgl
        missing={missing}
        onRuns={() => {
          url.tab.value = 'runs';
        }}
      />
    );
  }
  const runs = live.runs.value;
  return (
    <>
      <div class="console">
        <TrainingControls actions={actions} />
        <StatusLine live={live} problem={actions.problem.value} />
        <Timeline runs={live.runs} />
      </div>
      <SyntheticBanner runs={runs} />
      <div class="bench">
        <aside class="side" aria-label="Experiment">
          <h2>Experiment</h2>
          <ErrorBoundary name="The settings">
            <SettingsForm
              state={url.settings}
              actions={actions}
              offered={served?.images?.count ?? null}
              missing={missing}
              webgpu={webgpu}
            />
            <ChangedSince actions={actions} url={url} />
            <CopyLink link={() => url.link()} />
          </ErrorBoundary>
        </aside>
        <div class="stage">
          <h2 class="unseen">Pictures</h2>
          {runs.length === 0 ? <Introduction /> : null}
          <ErrorBoundary name="The numbers">
            <Readings runs={live.runs} cursor={cursor} />
          </ErrorBoundary>
          {runs.length === 0 ? null : (
            <ErrorBoundary name="The pictures">
              <Pictures runs={live.runs} live={live} />
            </ErrorBoundary>
          )}
        </div>
      </div>
    </>
  );
}

function ChangedSince({ actions, url }: Pick<Props, 'actions' | 'url'>) {
  const begun = actions.begun.value;
  const now = url.settings.settings.value;
  if (begun === null || settingsToQuery(begun).toString() === settingsToQuery(now).toString()) return null;
  return (
    <p class="note" role="status">
      Changed since this experiment began; <em>Start anew</em> takes the new settings.
    </p>
  );
}

function Introduction() {
  return (
    <section class="introduction" aria-label="What will be seen">
      <p>
        <strong>Start</strong> trains the nets of the form in this page, from one seed and on the same batches, and
        shows at every step how much each block lengthens or shortens the gradient on its way back.
      </p>
      <ol>
        <li>
          Blocks with a skip stay near <var>r</var> = 1, the middle of the colours.
        </li>
        <li>
          Where an ordinary ResNet changes its width, <var>r</var> is far from 1: blue or red. A ProcResNet mends just
          that.
        </li>
        <li>A plain net loses the norm block by block. Choose one beside, and see.</li>
      </ol>
    </section>
  );
}
