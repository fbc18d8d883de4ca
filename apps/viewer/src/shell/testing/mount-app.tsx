import '../styles/index.css';
import { chartStyles } from '@procrustes/charts';
import { type ComponentType, render } from 'preact';
import { cursor } from '../../cursor.ts';
import type { LiveTraining } from '../../live/live-training.ts';
import type { PicturesProps } from '../../pictures/pictures.tsx';
import type { RunLibrary } from '../../runs/run-library.ts';
import { App } from '../app.tsx';
import type { Capabilities } from '../capabilities.ts';
import { setShortcuts } from '../shortcuts.ts';
import { stillLibrary } from './still-library.ts';
import { stillTraining } from './still-training.ts';

interface Parts<Live, Library> {
  readonly live: Live;
  readonly library: Library;
  readonly Pictures?: ComponentType<PicturesProps>;
  readonly browser?: Capabilities;
  /** Of the address. */
  readonly query?: string;
}

let root: HTMLElement | undefined;
let sheet: HTMLStyleElement | undefined;

/** The page in the test's document, with the parts that it is given; without them, with parts that stand still. */
export const mountApp = ({ live = stillTraining(), library = stillLibrary(), ...parts }: Partial<StillParts> = {}) =>
  mountWith({ live, library, ...parts });

type StillParts = Parts<ReturnType<typeof stillTraining>, ReturnType<typeof stillLibrary>>;

/** The page in the test's document, with these parts. */
export function mountWith<Live extends LiveTraining, Library extends RunLibrary>({
  live,
  library,
  Pictures = Place,
  browser = { missing: [], webgpu: true },
  query = '',
}: Parts<Live, Library>) {
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
