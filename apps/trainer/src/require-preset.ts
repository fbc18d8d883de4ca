import { type Preset, presets } from '@procrustes/training';
import { note } from './terminal.ts';
import { requireWord } from './usage-error.ts';

/** @throws UsageError that names the nearest presets */
export function requirePreset(name: string): Preset {
  const valid = presets.map((preset) => preset.name);
  requireWord(name, valid, 'preset');
  return presets.find((preset) => preset.name === name) as Preset;
}

/** Options that make another experiment of a preset. */
const recipeOptions = new Set([
  ...['steps', 'epochs', 'batch-size', 'learning-rate', 'crop', 'projection', 'tangent-momentum', 'init'],
]);

/** Says where the command line departs from the papers' recipe: the run is then not the one that they report. */
export function noteDepartures({ name }: Preset, given: readonly string[]): void {
  const departures = given.filter((option) => recipeOptions.has(option)).map((option) => `--${option}`);
  if (departures.length > 0) note(`not the papers’ recipe of ${name}: ${departures.join(', ')}`);
}
