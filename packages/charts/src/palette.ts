import * as Plot from '@observablehq/plot';

/** The two appearances that a page may have. */
export type Theme = 'light' | 'dark';

/** A colour of the palette: a CSS variable of {@link chartStyles}, and the light colour where that sheet is missing. */
export interface PaletteColour {
  readonly variable: string;
  readonly light: string;
  readonly dark: string;
}

/** Levels on each side of r = 1, which has level 0. */
export const ratioLevels = 10;

const colour = (variable: string, light: string, dark: string): PaletteColour => ({ variable, light, dark });

// At least 4.5:1 against the page (#ffffff and #14171c), and apart from each other under the common colour deficiencies.
const runs = [
  colour('--chart-run-0', '#b4460a', '#ff9d5c'),
  colour('--chart-run-1', '#0b62c4', '#6cb0ff'),
  colour('--chart-run-2', '#15763a', '#5fd08a'),
  colour('--chart-run-3', '#8a1fb4', '#d39bff'),
  colour('--chart-run-4', '#0f6e78', '#4fd1d9'),
  colour('--chart-run-5', '#b0195a', '#ff8ab8'),
  colour('--chart-run-6', '#7a5a00', '#e0b950'),
  colour('--chart-run-7', '#475569', '#a9b4c2'),
] as const;

// Other hues than the first runs': a kind of block is not a run.
const kinds = {
  identity: colour('--chart-kind-identity', '#5b6675', '#a3aebc'),
  transition: colour('--chart-kind-transition', '#a3157f', '#ff8fdc'),
  plain: colour('--chart-kind-plain', '#0f766e', '#4fd1c5'),
} as const;

// Blue where the gradient shrinks on its way back (r < 1), red where it grows; the middle is the page's own background.
const diverging: Record<Theme, readonly string[]> = {
  light: ['#123f85', '#3f86cf', '#a9cdee', '#f4f3f0', '#f6bfa2', '#d9603b', '#8d1420'],
  dark: ['#9ad0ff', '#4a97e6', '#275287', '#23272e', '#7f3a22', '#e0683c', '#ffc09a'],
};

const ratioScale = (theme: Theme): ((level: number) => string) => {
  const range = [...diverging[theme]];
  const step = (2 * ratioLevels) / (range.length - 1);
  const domain = range.map((_, index) => index * step - ratioLevels);
  const { apply } = Plot.scale({ color: { type: 'linear', domain, range, interpolate: 'lab' } });
  return (level) => hexadecimal(apply(level) as string);
};

const hexadecimal = (rgb: string): string =>
  `#${[...rgb.matchAll(/\d+/g)].map(([part]) => Number(part).toString(16).padStart(2, '0')).join('')}`;

let ratios: readonly PaletteColour[] | undefined;

/** The diverging colours of r, from level −10 to 10. */
export function ratioPalette(): readonly PaletteColour[] {
  if (ratios === undefined) {
    const light = ratioScale('light');
    const dark = ratioScale('dark');
    ratios = Array.from({ length: 2 * ratioLevels + 1 }, (_, index) =>
      colour(`--chart-ratio-${index}`, light(index - ratioLevels), dark(index - ratioLevels)),
    );
  }
  return ratios;
}

const continuous: Partial<Record<Theme, (level: number) => string>> = {};

/** The colour of r at any level of the scale, −1 to 1, as #rrggbb. */
export function ratioColourAt(level: number, theme: Theme): string {
  continuous[theme] ??= ratioScale(theme);
  return continuous[theme](level * ratioLevels);
}

/** The background of a page that shows charts. */
export const pageColour = colour('--chart-page', '#ffffff', '#14171c');

/** The colour of a value that is not finite. */
export const notFiniteColour = colour('--chart-not-finite', '#6b7280', '#7d8694');

/** Every colour that a chart uses. */
export const palette = (): readonly PaletteColour[] => [
  ...runs,
  ...Object.values(kinds),
  ...ratioPalette(),
  notFiniteColour,
];

/** A colour as CSS writes it: the variable, with the light colour for a drawing that is taken out of its page. */
export const css = ({ variable, light }: PaletteColour): string => `var(${variable}, ${light})`;

/** The colour of the run at `index` of the runs that are shown together; the ninth has that of the first. */
export const runColour = (index: number): string => css(runs[index % runs.length] as PaletteColour);

/** The colour of a kind of block. */
export const kindColour = (kind: keyof typeof kinds): string => css(kinds[kind]);

/** The colour of a level of r, −10 to 10. */
export const ratioColour = (level: number): string => css(ratioPalette()[level + ratioLevels] as PaletteColour);
