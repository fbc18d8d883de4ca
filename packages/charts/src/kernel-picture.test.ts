import { describe, expect, it } from 'vitest';
import { kernelPicture, kernelTable } from './kernel-picture.ts';
import { createDocument } from './node/create-document.ts';
import { css, notFiniteColour, ratioColour, ratioLevels } from './palette.ts';

const document = createDocument();
const kernel = (shape: readonly number[], values: (index: number) => number) => ({
  name: 'conv<1>',
  shape,
  values: Float32Array.from({ length: shape.reduce((size, side) => size * side, 1) }, (_, index) => values(index)),
});
const squaresOf = (figure: Element) =>
  [...figure.querySelectorAll('.chart-drawings g[aria-label="rect"]')].flatMap((group) =>
    [...group.querySelectorAll('rect')].map((square) => ({
      fill: group.getAttribute('fill'),
      x: Number(square.getAttribute('x')),
      y: Number(square.getAttribute('y')),
      text: square.textContent,
    })),
  );

describe('kernelPicture', () => {
  it('has a square for each weight, where its channels and its tap are', () => {
    // HWIO: index = ((y · 2 + x) · 2 + input) · 3 + output.
    const figure = kernelPicture(
      kernel([2, 2, 2, 3], (index) => (index === 16 ? -4 : index)),
      { document, interactive: true },
    );
    const squares = squaresOf(figure);
    expect(squares.length).toBe(24);
    const negative = squares.find(({ text }) => text === 'tap 1, 0, input 1, output 1: -4');
    expect(negative?.fill).toBe(ratioColour(Math.round((-4 / 23) * ratioLevels)));
    const right = squares.find(({ text }) => text === 'tap 1, 1, input 1, output 1: 22');
    const above = squares.find(({ text }) => text === 'tap 0, 0, input 1, output 1: 4');
    expect(right?.y).toBe(negative?.y);
    expect(right?.x).toBeGreaterThan(negative?.x ?? Number.NaN);
    expect(above?.x).toBe(negative?.x);
    expect(above?.y).toBeLessThan(negative?.y ?? Number.NaN);
  });

  it('is centred at zero and ends at the largest weight', () => {
    const fills = squaresOf(
      kernelPicture(
        kernel([1, 1, 1, 3], (index) => (index - 1) * 0.01),
        { document },
      ),
    );
    expect(fills.map(({ fill }) => fill)).toEqual([-ratioLevels, 0, ratioLevels].map(ratioColour));
    const zeros = squaresOf(
      kernelPicture(
        kernel([1, 1, 2, 2], () => 0),
        { document },
      ),
    );
    expect(zeros.every(({ fill }) => fill === ratioColour(0))).toBe(true);
    const broken = squaresOf(
      kernelPicture(
        kernel([1, 1, 1, 2], (index) => index / 0),
        { document },
      ),
    );
    expect(broken.every(({ fill }) => fill === css(notFiniteColour))).toBe(true);
  });

  it('takes the weight of a linear layer, [out, in]', () => {
    const linear = kernel([3, 2], (index) => index);
    expect(kernelTable(linear).rows.map((row) => row.slice(2))).toEqual([
      [0, 0, 0],
      [0, 1, 2],
      [0, 2, 4],
      [1, 0, 1],
      [1, 1, 3],
      [1, 2, 5],
    ]);
  });

  it('draws part of a large kernel, and says which', () => {
    const figure = kernelPicture(kernel([3, 3, 64, 256], Math.sin), { document });
    const squares = squaresOf(figure);
    expect(squares.length).toBeLessThanOrEqual(2304);
    expect(squares.length).toBeGreaterThan(2000);
    expect(figure.querySelector('figcaption')?.textContent).toContain('of 64 inputs');
    expect(figure.querySelector('figcaption')?.textContent).toContain('left out');
    expect(kernelPicture(kernel([3, 3, 3, 64], Math.sin), { document }).textContent).toContain('all 3 inputs');
    expect(figure.querySelector('h3')?.innerHTML).toContain('conv&lt;1&gt;');
  });

  it('refuses what is no kernel', () => {
    expect(() => kernelPicture(kernel([3], Math.sin), { document })).toThrow('conv<1> is [3]');
    expect(() => kernelTable({ ...kernel([1, 1, 2, 2], Math.sin), shape: [1, 1, 2, 3] })).toThrow('got 4');
  });
});
