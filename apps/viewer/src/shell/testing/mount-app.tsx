import '../styles/index.css';
import { chartStyles } from '@procrustes/charts';
import { type ComponentType, render } from 'preact';
import { cursor } from '../../cursor.ts';
import type { PicturesProps } from '../../pictures/pictures.tsx';
import type { RunLibrary } from '../../runs/run-library.ts';
import { App } from '../app.tsx';
import type { Capabilities } from '../capabilities.ts';
import { setShortcuts } from '../shortcuts.ts';
import { stillLibrary } from './still-library.ts';
import { type StillTraining, stillTraining } from './still-training.ts';

interface Parts {
  readonly live?: StillTraining;
  readonly library?: RunLibrary;
  readonly Pictures?: ComponentType<PicturesProps>;
  readonly browser?: Capabilities;
  /** Of the address. */
  readonly query?: string;
}

let root: HTMLElement | undefined;
let sheet: HTMLStyleElement | undefined;

/** The page as it is, in the test's document, with parts that stand still. */
export function mountApp({
  live = stillTraining(),
  library = stillLibrary(),
  Pictures = Place,
  browser = { missing: [], webgpu: true },
  query = '',
}: Parts = {}) {
  unmountApp();
  history.replaceState(null, '', `${location.pathname}${query}`);
  cursor.value = null;
  setShortcuts(true);
  sheet = document.createElement('style');
  sheet.textContent = chartStyles();
  document.head.append(sheet);
  document.title = 'Procrustes';
  document.documentElement.lang = 'en';
  root = document.createElement('div');
  document.body.append(root);
  render(<App live={live} library={library} Pictures={Pictures} askBrowser={async () => browser} />, root);
  return { live, library };
}

export function unmountApp(): void {
  if (root !== undefined) render(null, root);
  root?.remove();
  sheet?.remove();
  root = undefined;
}

function Place({ runs }: PicturesProps) {
  return <p class="card">Pictures of {runs.value.map(({ name }) => name).join(' and ')}</p>;
}
