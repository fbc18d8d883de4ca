import { describe, expect, it } from 'vitest';
import { css, palette, ratioLevels, ratioPalette, type Theme } from './palette.ts';

const page: Record<Theme, string> = { light: '#ffffff', dark: '#14171c' };

/** Relative luminance of #rrggbb (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(['light', 'dark'] as const)('the %s palette', (theme) => {
  it('has 4.5:1 against the page for every colour of lines and text', () => {
    for (const colour of palette().filter(({ variable }) => /run|kind/.test(variable))) {
      expect(contrast(colour[theme], page[theme]), colour.variable).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast('#f4f3f0', page.light)).toBeLessThan(4.5);
  });

  it('goes away from the page on both sides of r = 1', () => {
    const luminances = ratioPalette().map((colour) => contrast(colour[theme], page[theme]));
    const middle = luminances[ratioLevels] as number;
    expect(Math.min(...luminances)).toBe(middle);
    for (let level = 1; level <= ratioLevels; level += 1) {
      expect(luminances[ratioLevels + level]).toBeGreaterThan(luminances[ratioLevels + level - 1] as number);
      expect(luminances[ratioLevels - level]).toBeGreaterThan(luminances[ratioLevels - level + 1] as number);
    }
  });
});

describe('css', () => {
  it('falls back to the light colour where the style sheet is missing', () => {
    expect(css({ variable: '--chart-run-0', light: '#b4460a', dark: '#ff9d5c' })).toBe('var(--chart-run-0, #b4460a)');
  });
});
