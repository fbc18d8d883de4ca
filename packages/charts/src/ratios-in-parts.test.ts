import { describe, expect, it } from 'vitest';
import { deviationSeries } from './deviation-series.ts';
import { ratioExtent } from './ratio-extent.ts';
import { mostRows, ratioGrid } from './ratio-grid.ts';
import { ratioHistory } from './ratio-history.ts';
import { ratiosInParts } from './ratios-in-parts.ts';
import { ratiosOfTable } from './ratios-of-table.ts';
import { normTable } from './testing/norm-table.ts';
import { sampleRun } from './testing/sample-run.ts';

const records = sampleRun({ steps: 40, blocksPerStage: 60, divergesAt: 33 }).norms;
const sites = records[0]?.sites.length ?? 0;

const pictures = (ratios: ReturnType<typeof ratiosOfTable>) => ({
  values: [...ratios.values],
  extent: ratioExtent(ratios),
  deviations: deviationSeries(ratios),
  grids: Object.values(mostRows).map((maxRows) => ratioGrid(ratios, { maxRows, maxColumns: 9 })),
});

describe('ratiosInParts', () => {
  it('ends with what is worked out at once, whatever the size of the parts', () => {
    const expected = pictures(ratiosOfTable('net', normTable(records)));
    for (const [size, parts] of [
      [1, 40],
      [7 * sites, 6],
      [1e9, 1],
    ] as const) {
      const table = normTable(records);
      const yielded = [...ratiosInParts('net', table, size)];
      expect(yielded.map(({ steps }) => steps.length)).toHaveLength(parts);
      expect(yielded.at(-1)).toBe(ratiosOfTable('net', table));
      expect(pictures(ratiosOfTable('net', table))).toEqual(expected);
    }
  });

  it('leaves the pictures no ratio to look at', () => {
    const table = normTable(records);
    const [ratios] = [...ratiosInParts('net', table, 5 * sites)].slice(-1) as [ReturnType<typeof ratiosOfTable>];
    const { reductions } = ratioHistory(ratios);
    expect([...reductions.values()].map((reduction) => reduction.records)).toEqual([40, 40, 40, 40]);
    const known = [...reductions.keys()];
    pictures(ratios);
    expect([...reductions.keys()]).toEqual(known);
    // Negative control: a picture of another size would have to.
    ratioGrid(ratios, { maxRows: 5, maxColumns: 9 });
    expect([...reductions.keys()]).not.toEqual(known);
  });

  it('goes on from a part where it was given up, and from the ratios of a shorter run', () => {
    const table = normTable(records);
    const given = ratiosInParts('net', table, 10 * sites).next().value as ReturnType<typeof ratiosOfTable>;
    expect(given.steps).toHaveLength(10);
    const rest = [...ratiosInParts('net', table, 10 * sites, given)];
    expect(rest.map(({ steps }) => steps.length)).toEqual([20, 30, 40]);
    expect(pictures(rest.at(-1) ?? given)).toEqual(pictures(ratiosOfTable('net', normTable(records))));
  });

  it('starts anew where the run is another', () => {
    const other = ratiosOfTable('net', normTable(records.slice(5, 20)));
    const last = [...ratiosInParts('net', normTable(records), 10 * sites, other)].at(-1) ?? other;
    expect(pictures(last)).toEqual(pictures(ratiosOfTable('net', normTable(records))));
  });

  it('refuses a table with too few norms, and gives a run without norms its none', () => {
    const table = normTable(records);
    const cut = { ...table, gradient: table.gradient.subarray(1) };
    expect(() => [...ratiosInParts('net', cut, 10 * sites)]).toThrow(RangeError);
    expect([...ratiosInParts('net', normTable([]), 10)].map(({ steps }) => steps)).toEqual([[]]);
  });
});
