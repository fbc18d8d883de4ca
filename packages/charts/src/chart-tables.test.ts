import { describe, expect, it } from 'vitest';
import { accuracyTable } from './accuracy-chart.ts';
import { blockCurves, ratioTable } from './block-curves.ts';
import type { ChartTable } from './chart-table.ts';
import { csv } from './csv.ts';
import { lossTable } from './loss-chart.ts';
import type { NamedRun } from './named-run.ts';
import { createDocument } from './node/create-document.ts';
import { normProfile, profileTable } from './norm-profile.ts';
import { recordAt } from './norm-records.ts';
import { deviationTable } from './ratio-curves.ts';
import { histogramTable } from './ratio-histogram.ts';
import { ratiosOfNorms } from './ratios-of-norms.ts';
import { runReport } from './run-report.ts';
import { normTable } from './testing/norm-table.ts';
import { sampleRun } from './testing/sample-run.ts';

const document = createDocument();
const run = sampleRun({ steps: 40, blocksPerStage: 3, probeEvery: 5, divergesAt: 32 });
const records: NamedRun = { name: 'net', run };
const columns: NamedRun = { name: 'net', run: { ...run, norms: normTable(run.norms) } };
const ratios = ratiosOfNorms('net', run.norms);

describe.each<[string, (run: NamedRun) => ChartTable, number]>([
  ['lossTable', (one) => lossTable([one]), 42],
  ['accuracyTable', (one) => accuracyTable([one]), 42],
  ['profileTable', (one) => profileTable([one]), 2 * 10],
  ['ratioTable', (one) => ratioTable(ratiosOfNorms('net', one.run.norms)), 8],
  ['deviationTable', (one) => deviationTable([ratiosOfNorms('net', one.run.norms)]), 2 * 8],
  ['histogramTable', (one) => histogramTable([ratiosOfNorms('net', one.run.norms)]), 2 * 72],
])('%s', (_, table, length) => {
  it('has full rows, the same from records as from columns', () => {
    const { head, rows } = table(records);
    expect(rows.length).toBe(length);
    expect(rows.every((row) => row.length === head.length)).toBe(true);
    expect(csv(table(columns))).toBe(csv({ head, rows }));
  });
});

describe('the numbers of the tables', () => {
  it('are those that were recorded', () => {
    expect(lossTable([records]).rows[7]).toEqual(['net', 'training', 7, run.metrics[7]?.epoch, run.metrics[7]?.loss]);
    expect(ratioTable(ratios).rows[3]).toEqual([15, ...ratios.values.slice(3 * 9, 4 * 9)]);
    const shares = histogramTable([ratios]).rows.filter((row) => row[1] === 'identity');
    // One of eight records is not finite, and in no bin.
    expect(shares.reduce((sum, row) => sum + Number(row[4]), 0)).toBeCloseTo(7 / 8, 12);
    const deviations = deviationTable([ratios]).rows.filter((row) => row[2] === 'identity');
    const of = (record: number) => {
      const all = [...ratios.values.slice(record * 9, record * 9 + 9)];
      const identity = all.filter((_ratio, block) => ratios.blocks[block]?.kind === 'identity');
      return identity.reduce((sum, ratio) => sum + Math.abs(ratio - 1), 0) / identity.length;
    };
    expect(deviations[2]?.[3]).toBeCloseTo(of(2), 12);
  });
});

describe('a run whose norms are columns', () => {
  it('makes the report that its records make', () => {
    // Plot numbers the clip paths of all documents together.
    const page = (one: NamedRun) =>
      runReport([one], { document: createDocument() }).replaceAll(/plot-clip-\d+/g, 'plot-clip');
    expect(page(columns) === page(records)).toBe(true);
    // Negative control: another run makes another one.
    expect(page({ ...columns, run: sampleRun({ steps: 40, blocksPerStage: 3 }) }) === page(records)).toBe(false);
  });
});

describe('normProfile at a step', () => {
  it('shows the last record at or before it', () => {
    for (const [step, expected] of [
      [0, 0],
      [4, 0],
      [5, 5],
      [17, 15],
      [1000, 35],
      [-1, 0],
    ] as const) {
      expect(new Set(profileTable([columns], { step }).rows.map((row) => row[1]))).toEqual(new Set([expected]));
    }
    const figure = normProfile([columns], { document, step: 17 });
    expect(figure.querySelector('figcaption')?.textContent).toContain('(step 15)');
    expect(figure.outerHTML).not.toContain('stroke-dasharray');
    // Negative control: otherwise the first record is there too, dashed.
    expect(normProfile([columns], { document }).outerHTML).toContain('stroke-dasharray');
  });

  it('finds records', () => {
    expect(recordAt([], 3)).toBe(-1);
    expect([9, 10, 11, 29, 30, 31].map((step) => recordAt([10, 20, 30], step))).toEqual([0, 0, 0, 1, 2, 2]);
  });
});

describe('the band of blockCurves', () => {
  const captionOf = (band: { gamma: number } | false) =>
    blockCurves(ratios, { document, band }).querySelector('figcaption')?.textContent ?? '';

  it('is c/L to both sides of 1, and says what it assumes', () => {
    const figure = blockCurves(ratios, { document, band: { gamma: 0 }, domain: [0.1, 10], scale: 'linear' });
    const band = figure.querySelector('[aria-label="rect"] rect');
    const [top, bottom] = [28, 320 - 42];
    const y = (ratio: number) => bottom - ((ratio - 0.1) / 9.9) * (bottom - top);
    const bound = (2 * Math.PI) / 9;
    expect(Number(band?.getAttribute('y'))).toBeCloseTo(y(1 + bound), 0);
    expect(Number(band?.getAttribute('height'))).toBeCloseTo(y(1 - bound) - y(1 + bound), 0);
    expect(captionOf({ gamma: 0 })).toContain('c/L = 0.698');
    expect(captionOf({ gamma: 0 })).toContain('assumed γ = 0');
    expect(captionOf({ gamma: 0 })).toContain('not linear');
  });

  it('is not there unless asked for, nor where the theorem says nothing', () => {
    expect(captionOf(false)).not.toContain('γ');
    expect(captionOf({ gamma: 4 })).toContain('says nothing');
    const figure = blockCurves(ratios, { document, band: { gamma: 4 } });
    expect(figure.querySelector('[aria-label="rect"]')).toBeNull();
  });
});
