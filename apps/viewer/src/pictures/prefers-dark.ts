import { type ReadonlySignal, signal } from '@preact/signals';

const query = matchMedia('(prefers-color-scheme: dark)');
const dark = signal(query.matches);
query.addEventListener('change', ({ matches }) => {
  dark.value = matches;
});

/** Whether the system asks for the dark theme, which pictures that are pixels have to know. */
export const prefersDark: ReadonlySignal<boolean> = dark;
