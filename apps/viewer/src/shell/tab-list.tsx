import type { Signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { type Tab, tabs } from './url-state.ts';

const names: Readonly<Record<Tab, string>> = { live: 'Live', runs: 'Runs' };

/** The tabs, by the pattern of WAI-ARIA: the arrow keys turn them, Tab goes into the panel. */
export function TabList({ tab }: { readonly tab: Signal<Tab> }) {
  const list = useRef<HTMLDivElement>(null);
  const turnTo = (next: Tab) => {
    tab.value = next;
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const index = tabs.indexOf(tab.value);
    const next = {
      ArrowRight: tabs[(index + 1) % tabs.length],
      ArrowLeft: tabs[(index + tabs.length - 1) % tabs.length],
      Home: tabs[0],
      End: tabs.at(-1),
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    turnTo(next);
  };
  return (
    <div ref={list} class="tabs" role="tablist" aria-label="What to look at" onKeyDown={onKeyDown}>
      {tabs.map((name) => (
        <button
          key={name}
          id={`tab-${name}`}
          type="button"
          role="tab"
          aria-selected={tab.value === name}
          aria-controls={`panel-${name}`}
          tabIndex={tab.value === name ? 0 : -1}
          onClick={() => turnTo(name)}
        >
          {names[name]}
        </button>
      ))}
    </div>
  );
}
