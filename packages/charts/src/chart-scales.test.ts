import { describe, expect, it } from 'vitest';
import { chartScales } from './chart-scales.ts';
import { lossChart } from './loss-chart.ts';
import { createDocument } from './node/create-document.ts';
import { normProfile } from './norm-profile.ts';
import { ratioCurves } from './ratio-curves.ts';
import { ratioHeatmap } from './ratio-heatmap.ts';
import { runRatios } from './run-ratios.ts';
import { sampleRun } from './testing/sample-run.ts';

const document = createDocument();
const run = sampleRun({ steps: 50, blocksPerStage: 2 });
const ratios = runRatios('net', run.norms);
const named = [{ name: 'net', run }];

describe('chartScales', () => {
  it.each([
    ['lossChart', lossChart(named, { document, narrowWidth: 340 })],
    ['ratioCurves', ratioCurves([ratios], { document })],
    ['ratioHeatmap', ratioHeatmap(ratios, { document })],
  ])('of %s go from steps to places and back', (_, figure) => {
    const scales = chartScales(figure);
    expect(scales?.width).toBe(640);
    for (const step of [0, 1, 25, 49]) {
      const x = scales?.x(step) ?? Number.NaN;
      expect(x).toBeGreaterThanOrEqual(scales?.left ?? Number.NaN);
      expect(x).toBeLessThanOrEqual(scales?.right ?? Number.NaN);
      expect(scales?.step(x)).toBe(step);
    }
    expect(scales?.x(51)).toBeNull();
    expect(scales?.step(-1)).toBeNull();
  });

  it('tells the scales of the narrow drawing by itself', () => {
    const narrow = lossChart(named, { document, narrowWidth: 340 }).querySelector('.chart-narrow');
    expect(chartScales(narrow as Element)?.width).toBe(340);
  });

  it('has none for a chart over something else', () => {
    expect(chartScales(normProfile(named, { document }))).toBeNull();
  });
});
