import { type PaletteColour, pageColour, palette, type Theme } from './palette.ts';

/** The colours of a theme as declarations of CSS. */
export const themeVariables = (theme: Theme): string =>
  [pageColour, ...palette()].map((colour: PaletteColour) => `${colour.variable}:${colour[theme]}`).join(';');
