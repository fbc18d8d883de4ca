import { describe, expect, it } from 'vitest';
import { ratioGrid } from './ratio-grid.ts';
import type { RunRatios } from './run-ratios.ts';

/** Ratios of 1, but for those given as [step, block, ratio]; every tenth block is a transition. */
function ratiosWith(steps: number, blocks: number, others: readonly (readonly [number, number, number])[]): RunRatios {
  const values = new Float64Array(steps * blocks).fill(1);
  for (const [step, block, ratio] of others) values[step * blocks + block] = ratio;
  return {
    name: 'net',
    steps: Array.from({ length: steps }, (_, step) => step),
    blocks: Array.from({ length: blocks }, (_, block) => ({
      site: `block${block}`,
      kind: block % 100 === 0 ? 'transition' : 'identity',
    })),
    values,
  };
}

describe('ratioGrid', () => {
  it('is the ratios themselves where they fit', () => {
    const ratios = ratiosWith(3, 2, [[1, 1, 2]]);
    const { rows, columns, values } = ratioGrid(ratios, { maxRows: 10, maxColumns: 10 });
    expect([rows.length, columns.length]).toEqual([2, 3]);
    expect([...values]).toEqual([1, 1, 1, 1, 2, 1]);
    expect(columns.map(({ end }) => end)).toEqual([1, 2, 3]);
  });

  it('keeps a single spike and a single dip of half a million ratios', () => {
    const ratios = ratiosWith(500, 1000, [
      [123, 456, 3],
      [400, 777, 0.2],
      [401, 778, 4.9],
    ]);
    const { rows, columns, values } = ratioGrid(ratios, { maxRows: 100, maxColumns: 50 });
    expect(columns.length).toBe(50);
    expect(rows.length).toBeLessThanOrEqual(120);
    // 4.9 lies in the cell of 0.2, which is farther from 1 in log r.
    expect([...values].filter((ratio) => ratio !== 1).sort()).toEqual([0.2, 3]);
    // Negative control: the mean of that cell hides the spike.
    expect((3 + 99) / 100).toBeCloseTo(1, 1);
  });

  it('covers every block and step once, and never mixes kinds', () => {
    const ratios = ratiosWith(97, 1000, []);
    const { rows, columns } = ratioGrid(ratios, { maxRows: 64, maxColumns: 31 });
    expect(
      rows.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index)),
    ).toEqual(ratios.blocks.map((_, block) => block));
    for (const { first, last, kind } of rows) {
      expect(ratios.blocks.slice(first, last + 1).every((block) => block.kind === kind)).toBe(true);
    }
    expect(columns.slice(1).every(({ firstStep }, index) => firstStep === (columns[index]?.lastStep ?? 0) + 1)).toBe(
      true,
    );
  });

  it('lets nothing hide a ratio that is not finite', () => {
    const { values } = ratioGrid(
      ratiosWith(100, 50, [
        [3, 7, Number.POSITIVE_INFINITY],
        [3, 8, 1e300],
      ]),
      { maxRows: 5, maxColumns: 10 },
    );
    expect([...values].filter(Number.isNaN).length).toBe(1);
  });
});
