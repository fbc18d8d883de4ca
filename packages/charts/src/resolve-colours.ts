import { pageColour, palette, type Theme } from './palette.ts';

const variable = /var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*))?\)/g;

/** The text of a drawing with the colours of one theme in place of the variables of `chartStyles`; other variables become what they fall back to. */
export function resolveColours(text: string, theme: Theme): string {
  const colours = new Map([pageColour, ...palette()].map((colour) => [colour.variable, colour[theme]]));
  // Plot's own, for the background of its tips and halos.
  colours.set('--plot-background', pageColour[theme]);
  return text.replace(variable, (whole, name: string, fallback: string | undefined) => {
    return colours.get(name) ?? fallback?.trim() ?? whole;
  });
}
