import type { Run } from '@procrustes/runs';
import { describe, expect, it } from 'vitest';
import { createDocument } from './node/create-document.ts';
import { spectraCurves, spectraTable, spectrumColours } from './spectra-curves.ts';
import { spectrumHistogram, spectrumHistogramTable } from './spectrum-histogram.ts';
import { sampleRun } from './testing/sample-run.ts';

const document = createDocument();
const run = sampleRun({ steps: 40, projected: true });
const drawingOf = (figure: Element) => figure.querySelector('.chart-drawings > svg')?.outerHTML ?? '';
/** Receipts with a histogram, whose before and after differ. */
const withHistograms: Run = {
  ...run,
  projections: run.projections.map(({ step, receipts }) => ({
    step,
    receipts: receipts.map((receipt) => ({
      ...receipt,
      before: {
        ...receipt.before,
        histogram: Array.from({ length: 21 }, (_, tenths) => (tenths === 8 ? step + 1 : 0)),
      },
      after: { ...receipt.after, histogram: Array.from({ length: 21 }, (_, tenths) => (tenths === 10 ? step + 1 : 0)) },
    })),
  })),
};

describe('spectraCurves', () => {
  it('has a panel for each parameter, with both ends before and after', () => {
    const figure = spectraCurves({ name: 'net', run }, { document });
    for (const parameter of ['stem.weight', 'transition1.weight', 'transition2.weight'])
      expect(figure.querySelector('.chart-drawings')?.textContent).toContain(parameter);
    for (const colour of Object.values(spectrumColours))
      expect(drawingOf(figure).split(`stroke="${colour}"`).length - 1).toBe(6);
  });

  it('draws what is finite, and says when there is nothing', () => {
    const broken = {
      ...run,
      projections: run.projections.map(({ step, receipts }) => ({
        step,
        receipts: receipts.map((receipt) => ({ ...receipt, before: { min: 0, max: Number.NaN } })),
      })),
    };
    for (const scale of ['log', 'linear'] as const) {
      const drawing = drawingOf(spectraCurves({ name: 'net', run: broken }, { document, scale }));
      expect(drawing).not.toMatch(/NaN|Infinity|undefined/);
      expect(drawing).toContain(spectrumColours.after);
    }
    const none = spectraCurves({ name: 'net', run: { ...run, projections: [] } }, { document });
    expect(none.textContent).toContain('Nothing was recorded');
  });

  it('gives every receipt as a row', () => {
    const { head, rows } = spectraTable([{ name: 'net', run }]);
    expect(rows.length).toBe(3 * run.projections.length);
    expect(rows.every((row) => row.length === head.length)).toBe(true);
    const first = run.projections[0]?.receipts[0];
    expect(rows[0]?.[head.indexOf('sigma max before')]).toBe(first?.before.max);
    expect(rows[0]?.[head.indexOf('sigma min after')]).toBe(first?.after.min);
  });
});

describe('spectrumHistogram', () => {
  it('shows the last projection at or before a step, before beside after', () => {
    const tables = [undefined, 21, 20, 0, -5].map((step) =>
      spectrumHistogramTable(withHistograms, 'stem.weight', step === undefined ? {} : { step }),
    );
    expect(tables.map(({ rows }) => rows[0]?.[0])).toEqual([38, 20, 20, 0, 0]);
    const { rows = [] } = tables[1] ?? {};
    const filled = rows.filter((row) => row[4] !== 0).map((row) => row.slice(2));
    expect(filled).toEqual([
      ['before', 0.8, 21],
      ['after', 1, 21],
    ]);
    const drawing = drawingOf(spectrumHistogram(withHistograms, 'stem.weight', { document, step: 21 }));
    expect(drawing.match(/<rect /g)?.length).toBe(2);
    expect(drawing).toContain('before, near 0.8 of the target: 21 (100.0 %)');
  });

  it('says when a run has no histograms, or not that parameter', () => {
    for (const figure of [
      spectrumHistogram(run, 'stem.weight', { document }),
      spectrumHistogram(withHistograms, 'other', { document }),
    ])
      expect(figure.textContent).toContain('Nothing was recorded');
  });
});
