import { describe, expect, it } from 'vitest';
import { deviationSeries } from './deviation-series.ts';
import { ratioDomain } from './ratio-domain.ts';
import { ratioExtent } from './ratio-extent.ts';
import { ratioGrid } from './ratio-grid.ts';
import { ratiosOfTable } from './ratios-of-table.ts';
import { runRatios } from './run-ratios.ts';
import { normTable } from './testing/norm-table.ts';
import { sampleRun } from './testing/sample-run.ts';

const records = sampleRun({ steps: 40, blocksPerStage: 5, divergesAt: 33 }).norms;
const limits = { maxRows: 4, maxColumns: 7 };

/** All that is reduced record by record. */
const reductions = (ratios: ReturnType<typeof runRatios>) => ({
  values: [...ratios.values],
  deviations: deviationSeries(ratios),
  extent: ratioExtent(ratios),
  domain: ratioDomain([ratios]),
  grid: ratioGrid(ratios, limits),
});

describe('ratiosOfTable', () => {
  it('gives the ratios that the records give', () => {
    const table = normTable(records);
    expect(ratiosOfTable('net', table)).toEqual(runRatios('net', records));
    expect(reductions(ratiosOfTable('net', table))).toEqual(reductions(runRatios('net', records)));
    expect(ratiosOfTable('net', normTable([])).blocks).toEqual([]);
  });

  it('gives the same again for the same table, under another name too', () => {
    const table = normTable(records);
    const ratios = ratiosOfTable('net', table);
    expect(ratiosOfTable('net', table)).toBe(ratios);
    expect(ratiosOfTable('other', table)).toEqual({ ...ratios, name: 'other' });
    expect(ratiosOfTable('other', table).values).toBe(ratios.values);
  });

  it('goes on from an earlier table, and agrees with a fresh look at every length', () => {
    let grown = ratiosOfTable('net', normTable(records.slice(0, 1)));
    const earlier = [];
    for (const length of [1, 2, 5, 6, 20, 34, 40]) {
      grown = ratiosOfTable('net', normTable(records.slice(0, length)), grown);
      expect(reductions(grown)).toEqual(reductions(runRatios('net', records.slice(0, length))));
      earlier.push(grown);
    }
    // What came before stays what it was.
    for (const one of earlier) {
      expect(reductions(one)).toEqual(reductions(runRatios('net', records.slice(0, one.steps.length))));
    }
  });

  it('computes only the new records', () => {
    const table = normTable(records);
    const start = ratiosOfTable('net', normTable(records.slice(0, 30)));
    const tampered = table.gradient.slice();
    tampered[0] = 1e9;
    expect(ratiosOfTable('net', { ...table, gradient: tampered }, start).values[0]).toBe(start.values[0]);
    // Negative control: without the earlier ratios it looks.
    expect(ratiosOfTable('net', { ...table, gradient: tampered.slice() }).values[0]).not.toBe(start.values[0]);
  });

  it('starts anew where the table is of another run, or was cut', () => {
    const start = ratiosOfTable('net', normTable(records.slice(0, 30)));
    const others = sampleRun({ steps: 40, blocksPerStage: 5, seed: 8 }).norms;
    for (const other of [others, others.slice(0, 10), records.slice(0, 10), sampleRun({ steps: 40 }).norms]) {
      expect(reductions(ratiosOfTable('net', normTable(other), start))).toEqual(reductions(runRatios('net', other)));
    }
    // Two that go on from one another way round do not spoil each other.
    const [one, two] = [records, [...records.slice(0, 30), ...others.slice(30)]].map((norms) => ({
      norms,
      ratios: ratiosOfTable('net', normTable(norms), start),
    }));
    for (const { norms = [], ratios } of [one, two].filter((each) => each !== undefined)) {
      expect(reductions(ratios)).toEqual(reductions(runRatios('net', norms)));
    }
  });

  it('goes on from ratios that were made of records', () => {
    const start = runRatios('net', records.slice(0, 30));
    expect(reductions(ratiosOfTable('net', normTable(records), start))).toEqual(reductions(runRatios('net', records)));
  });

  it('refuses a table that is too short', () => {
    const table = normTable(records);
    expect(() => ratiosOfTable('net', { ...table, gradient: table.gradient.slice(1) })).toThrow('a table is records ×');
  });
});
