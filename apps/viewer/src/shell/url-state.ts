import { effect, type Signal, signal } from '@preact/signals';
import { settingsToQuery } from './settings-query.ts';
import { createSettingsState, type SettingsState } from './settings-state.ts';

export const tabs = ['live', 'runs'] as const;
export type Tab = (typeof tabs)[number];

/** What the page's address holds: the tab and the experiment. */
export interface UrlState {
  readonly tab: Signal<Tab>;
  readonly settings: SettingsState;
  /** The address that reproduces the experiment. */
  link(): string;
  /** Lets go of the address. */
  dispose(): void;
}

/** Reads the address, and writes there what changes from then on; back and forward go between the tabs. */
export function createUrlState(page: Window): UrlState {
  const query = () => new URLSearchParams(page.location.search);
  const tab = signal(tabOf(query()));
  const settings = createSettingsState(query());

  let written: { readonly tab: Tab } | undefined;
  const stop = effect(() => {
    const next = { tab: tab.value, settings: settings.settings.value };
    const parameters = settingsToQuery(next.settings);
    if (next.tab !== 'live') parameters.set('tab', next.tab);
    const text = parameters.toString();
    const address = `${page.location.pathname}${text === '' ? '' : `?${text}`}`;
    // The address as it came stands until something changes, a malformed one too.
    if (written?.tab !== undefined && written.tab !== next.tab) page.history.pushState(null, '', address);
    else if (written !== undefined) page.history.replaceState(null, '', address);
    written = next;
  });
  const onPopState = () => {
    written = { tab: tabOf(query()) };
    tab.value = written.tab;
  };
  page.addEventListener('popstate', onPopState);

  return {
    tab,
    settings,
    link() {
      const address = new URL(page.location.href);
      address.search = settingsToQuery(settings.settings.peek()).toString();
      address.hash = '';
      return address.href;
    },
    dispose() {
      stop();
      page.removeEventListener('popstate', onPopState);
    },
  };
}

const tabOf = (query: URLSearchParams): Tab => tabs.find((tab) => tab === query.get('tab')) ?? 'live';
