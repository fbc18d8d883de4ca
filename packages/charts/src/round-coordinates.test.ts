import { describe, expect, it } from 'vitest';
import { createDocument } from './node/create-document.ts';
import { roundCoordinates } from './round-coordinates.ts';

function drawing(markup: string): Element {
  const svg = createDocument().createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.innerHTML = markup;
  return roundCoordinates(svg);
}

describe('roundCoordinates', () => {
  it('rounds paths and transforms, and leaves text and short numbers alone', () => {
    const svg = drawing(
      '<path d="M1.23456,2L-3.999999,1e-7" transform="translate(0.5,29.99999999)"/><text>1.23456</text>',
    );
    expect(svg.querySelector('path')?.getAttribute('d')).toBe('M1.2,2L-4,1e-7');
    expect(svg.querySelector('path')?.getAttribute('transform')).toBe('translate(0.5,30)');
    expect(svg.querySelector('text')?.textContent).toBe('1.23456');
  });

  // Rounding width and position each for itself would leave a seam here: 0.33 + 0.33 < 0.67.
  it('keeps rectangles that meet together', () => {
    const third = 1 / 3;
    const svg = drawing(`<rect x="${third}" width="${third}"/><rect x="${2 * third}" width="${third}"/>`);
    const [left, right] = [...svg.querySelectorAll('rect')].map((rectangle) => ({
      x: Number(rectangle.getAttribute('x')),
      width: Number(rectangle.getAttribute('width')),
    }));
    expect((left?.x ?? 0) + (left?.width ?? 0)).toBeCloseTo(right?.x ?? Number.NaN, 9);
  });
});
