import { notFiniteColour, type Theme } from './palette.ts';

/** Which theme's colours the style sheet of the charts gives a document now; light where it has none. */
export function pageTheme({ defaultView, documentElement }: Document): Theme {
  const style = defaultView?.getComputedStyle?.(documentElement);
  return style?.getPropertyValue?.(notFiniteColour.variable).trim() === notFiniteColour.dark ? 'dark' : 'light';
}
