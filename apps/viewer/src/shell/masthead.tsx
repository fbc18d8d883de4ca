import type { LiveTraining } from '../live/live-training.ts';
import { DeviceBadge } from './device-badge.tsx';
import { keysOf } from './shortcuts.ts';
import { TabList } from './tab-list.tsx';
import type { UrlState } from './url-state.ts';

interface Props {
  readonly url: UrlState;
  readonly device: LiveTraining['device'];
  readonly onHelp: () => void;
}

/** Title, tabs, what computes, help. */
export function Masthead({ url, device, onHelp }: Props) {
  return (
    <header class="masthead">
      <div class="masthead-title">
        <h1>Procrustes</h1>
        <p>Watch whether every block of a very deep net keeps the norm of the gradient.</p>
      </div>
      <TabList tab={url.tab} />
      <DeviceBadge device={device.value} />
      <button type="button" class="quiet" aria-haspopup="dialog" aria-keyshortcuts={keysOf('help')} onClick={onHelp}>
        Help
      </button>
    </header>
  );
}
