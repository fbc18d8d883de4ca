import { describe, expect, it } from 'vitest';
import { createDocument } from './node/create-document.ts';
import { css, notFiniteColour, ratioColour, ratioLevels } from './palette.ts';
import { ratioFill, ratioHeatmap } from './ratio-heatmap.ts';
import { type RunRatios, runRatios } from './run-ratios.ts';
import { sampleRun } from './testing/sample-run.ts';

const document = createDocument();

/** Three blocks, the second a transition. */
const threeBlocks = (values: readonly number[]): RunRatios => ({
  name: 'net',
  steps: Array.from({ length: values.length / 3 }, (_, step) => step),
  blocks: [
    { site: 'a', kind: 'identity' },
    { site: 'b<i>', kind: 'transition' },
    { site: 'c', kind: 'identity' },
  ],
  values: Float64Array.from(values),
});

/** The cells of the only drawing, with the colour of each. */
const cellsOf = (figure: Element) =>
  [...figure.querySelectorAll('.chart-drawings g[aria-label="rect"]')].flatMap((group) =>
    [...group.querySelectorAll('rect')].map((rectangle) => ({ rectangle, fill: group.getAttribute('fill') })),
  );

describe('ratioFill', () => {
  it('is centred at r = 1, and opposite for r and 1/r', () => {
    expect(ratioFill(1, 2)).toBe(ratioColour(0));
    const levels = Array.from({ length: 2 * ratioLevels + 1 }, (_, index) => index - ratioLevels);
    const levelOf = (ratio: number) => levels.find((level) => ratioColour(level) === ratioFill(ratio, 2));
    for (const ratio of [1.1, 1.3, 1.9, 2, 50]) expect(levelOf(ratio)).toBe(-(levelOf(1 / ratio) ?? Number.NaN));
    // Negative control: equal steps in r itself are not opposite.
    expect(levelOf(1.5)).not.toBe(-(levelOf(0.5) ?? Number.NaN));
  });

  it('ends at the limits, and has a colour of its own for what is not finite', () => {
    expect(ratioFill(2, 2)).toBe(ratioColour(ratioLevels));
    expect(ratioFill(1e9, 2)).toBe(ratioColour(ratioLevels));
    expect(ratioFill(0, 2)).toBe(ratioColour(-ratioLevels));
    for (const ratio of [Number.NaN, Number.POSITIVE_INFINITY]) expect(ratioFill(ratio, 2)).toBe(css(notFiniteColour));
  });
});

describe('ratioHeatmap', () => {
  it('has one rectangle for each block and step whose colours differ', () => {
    const cells = cellsOf(ratioHeatmap(threeBlocks([1, 1.5, 1, 2, 0.5, 2]), { document, limit: 2 }));
    expect(cells.length).toBe(6);
    expect(cells.filter(({ fill }) => fill === ratioColour(0)).length).toBe(2);
    expect(cells.filter(({ fill }) => fill === ratioColour(ratioLevels)).length).toBe(2);
  });

  it('merges neighbours of one colour in a row, and says which numbers they stand for', () => {
    const cells = cellsOf(ratioHeatmap(threeBlocks([1, 2, 1, 1.001, 2, 1, 1, 2, 1.002]), { document, limit: 2 }));
    expect(cells.length).toBe(3);
    expect(cells.map(({ rectangle }) => rectangle.textContent)).toContain('a, steps 0–2: 1 to 1.001');
    expect(ratioHeatmap(threeBlocks([1, 2, 1]), { document, titles: false }).querySelector('rect title')).toBeNull();
  });

  it('marks the transitions, and escapes their names', () => {
    const markup = ratioHeatmap(threeBlocks([1, 2, 1]), { document }).outerHTML;
    expect(markup.match(/◂ b&lt;i&gt;/g)?.length).toBe(1);
    expect(markup).not.toContain('<i>');
  });

  it('shows where ratios are not finite, and only then', () => {
    const diverged = ratioHeatmap(threeBlocks([1, 2, 1, Number.NaN, Number.NaN, Number.POSITIVE_INFINITY]), {
      document,
    });
    expect(cellsOf(diverged).filter(({ fill }) => fill === css(notFiniteColour)).length).toBe(3);
    expect(diverged.textContent).toContain('not finite');
    expect(diverged.outerHTML).not.toContain('NaN');
    expect(ratioHeatmap(threeBlocks([1, 2, 1]), { document }).textContent).not.toContain('not finite');
  });

  it('draws a thousand blocks in a bounded number of rectangles, every transition among them', () => {
    const ratios = runRatios('deep', sampleRun({ blocksPerStage: 333, steps: 300 }).norms);
    const figure = ratioHeatmap(ratios, { document, limit: 1.5 });
    const cells = cellsOf(figure);
    expect(cells.length).toBeLessThanOrEqual(140 * 200);
    const height = Math.min(...cells.map(({ rectangle }) => Number(rectangle.getAttribute('height'))));
    expect(height).toBeGreaterThan(2);
    expect(figure.outerHTML.match(/◂ layer/g)?.length).toBe(3);
    expect(figure.textContent).toContain('farthest from 1');
  });

  it('has a label for who cannot see it, and says when there is nothing to see', () => {
    const svg = ratioHeatmap(threeBlocks([1, 2, 0.5]), { document }).querySelector('.chart-drawings svg');
    expect(svg?.getAttribute('role')).toBe('img');
    expect(svg?.getAttribute('aria-label')).toBe('Norm ratio of 3 blocks at 1 recorded steps of net: from 0.500 to 2');
    expect(ratioHeatmap(runRatios('empty', []), { document }).textContent).toContain('Nothing was recorded');
  });

  it('refuses a scale without width', () => {
    expect(() => ratioHeatmap(threeBlocks([1, 2, 1]), { document, limit: 1 })).toThrow('got 1');
  });
});
