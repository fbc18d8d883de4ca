import { signal } from '@preact/signals';

/** What a key does. */
export interface Shortcut {
  /** `KeyboardEvent.key`. */
  readonly key: string;
  /** How a keyboard is labelled. */
  readonly label: string;
  readonly does: string;
}

export const shortcuts = {
  start: { key: 's', label: 'S', does: 'start with the settings of the form' },
  pause: { key: 'p', label: 'P', does: 'pause or resume' },
  step: { key: 'n', label: 'N', does: 'train the next step, then pause' },
  reset: { key: 'x', label: 'X', does: 'reset' },
  back: { key: 'ArrowLeft', label: '←', does: 'one recorded step back' },
  forward: { key: 'ArrowRight', label: '→', does: 'one recorded step forward' },
  follow: { key: 'f', label: 'F', does: 'follow the newest step' },
  play: { key: 'b', label: 'B', does: 'play back, or stop' },
  help: { key: '?', label: '?', does: 'open this help' },
} as const satisfies Readonly<Record<string, Shortcut>>;

export type ShortcutName = keyof typeof shortcuts;

const storage = 'procrustes-shortcuts';

/** Whether keys are listened to: some people's speech input or stray touches press them. The browser remembers it. */
export const shortcutsOn = signal(read() !== 'off');

export function setShortcuts(on: boolean): void {
  shortcutsOn.value = on;
  try {
    localStorage.setItem(storage, on ? 'on' : 'off');
  } catch {
    // A browser that keeps nothing forgets this too.
  }
}

/** For `aria-keyshortcuts`; nothing while shortcuts are off. */
export const keysOf = (name: ShortcutName): string | undefined => (shortcutsOn.value ? shortcuts[name].key : undefined);

/**
 * Calls an action for its key, until the returned function is called: not while something is typed, a dialog is open, a
 * modifier is held, or where the focused element has a use of its own for the key. Called in a layout effect, keys work as
 * soon as what they do is seen.
 */
export function listenToShortcuts(
  page: Document,
  actions: Readonly<Partial<Record<ShortcutName, () => void>>>,
): () => void {
  const byKey = new Map(
    Object.entries(actions).map(([name, action]) => [shortcuts[name as ShortcutName].key as string, action]),
  );
  const onKey = (event: KeyboardEvent) => {
    const action = byKey.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (action === undefined || !shortcutsOn.peek() || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (usesKeys(event) || page.querySelector('dialog[open], [popover]:popover-open') !== null) return;
    event.preventDefault();
    action();
  };
  page.addEventListener('keydown', onKey);
  return () => page.removeEventListener('keydown', onKey);
}

const typing = 'input:not([type=range], [type=checkbox], [type=radio]), select, textarea, [contenteditable]';
const moving = 'input, [role=tab], [role=grid], [role=listbox], [role=menu], [role=toolbar], [tabindex="0"]';

function usesKeys({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  return target.closest(key.startsWith('Arrow') ? `${typing}, ${moving}` : typing) !== null;
}

function read(): string | null {
  try {
    return localStorage.getItem(storage);
  } catch {
    return null;
  }
}
