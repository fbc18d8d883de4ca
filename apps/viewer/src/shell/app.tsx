import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useMemo } from 'preact/hooks';
import { cursor } from '../cursor.ts';
import type { LiveTraining } from '../live/live-training.ts';
import type { PicturesProps } from '../pictures/pictures.tsx';
import type { RunLibrary } from '../runs/run-library.ts';
import type { ServedIndex } from '../server/served-index.ts';
import { type Capabilities, capabilities } from './capabilities.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { fetchServedIndex } from './fetch-served-index.ts';
import { HelpDialog } from './help-dialog.tsx';
import { LivePanel } from './live-panel.tsx';
import { Masthead } from './masthead.tsx';
import { PageDrop } from './page-drop.tsx';
import { RunsPanel } from './runs-panel.tsx';
import { listenToShortcuts } from './shortcuts.ts';
import { createTrainingActions } from './training-actions.ts';
import { createUrlState } from './url-state.ts';

interface Props {
  readonly live: LiveTraining;
  readonly library: RunLibrary;
  readonly Pictures: ComponentType<PicturesProps>;
  /** What the browser can; asks it itself unless told. */
  readonly askBrowser?: () => Promise<Capabilities>;
}

/** The whole page. */
export function App({ live, library, Pictures, askBrowser = capabilities }: Props) {
  const url = useMemo(() => createUrlState(window), []);
  const actions = useMemo(() => createTrainingActions(live, url.settings), [live, url]);
  const served = useSignal<ServedIndex | null>(null);
  const browser = useSignal<Capabilities | null>(null);
  const help = useSignal(false);
  const openHelp = useCallback(() => {
    help.value = true;
  }, [help]);

  useEffect(() => () => url.dispose(), [url]);
  useLayoutEffect(() => listenToShortcuts(document, { help: openHelp }), [openHelp]);
  useEffect(() => {
    void askBrowser().then((found) => {
      browser.value = found;
    });
    void fetchServedIndex().then((index) => {
      served.value = index;
    });
  }, [askBrowser, browser, served]);
  useEffect(
    () =>
      // The steps of one tab are not those of the other.
      url.tab.subscribe(() => {
        cursor.value = null;
      }),
    [url],
  );
  const onDrop = useCallback(
    (items: DataTransferItemList) => {
      url.tab.value = 'runs';
      void library.openEntries(items);
    },
    [library, url],
  );

  const tab = url.tab.value;
  return (
    <>
      <a class="skip" href="#main">
        Skip to the pictures
      </a>
      <Masthead url={url} device={live.device} onHelp={openHelp} />
      <main id="main" tabIndex={-1}>
        <div id={`panel-${tab}`} role="tabpanel" aria-labelledby={`tab-${tab}`} class={`panel panel-${tab}`}>
          <ErrorBoundary key={tab} name="This tab">
            {tab === 'live' ? (
              <LivePanel
                live={live}
                actions={actions}
                url={url}
                served={served.value}
                browser={browser.value}
                Pictures={Pictures}
              />
            ) : (
              <RunsPanel
                library={library}
                live={live}
                served={served}
                data={url.settings.settings.value.data}
                Pictures={Pictures}
              />
            )}
          </ErrorBoundary>
        </div>
      </main>
      <HelpDialog open={help} />
      <PageDrop onDrop={onDrop} />
    </>
  );
}
