import { describe, expect, it } from 'vitest';
import { accuracyChart } from './accuracy-chart.ts';
import { blockCurves } from './block-curves.ts';
import type { ChartOptions } from './chart-options.ts';
import { lossChart } from './loss-chart.ts';
import type { NamedRun } from './named-run.ts';
import { createDocument } from './node/create-document.ts';
import { normProfile } from './norm-profile.ts';
import { runColour } from './palette.ts';
import { ratioCurves } from './ratio-curves.ts';
import { ratioHistogram } from './ratio-histogram.ts';
import { ratiosOfNorms } from './ratios-of-norms.ts';
import { runRatios } from './run-ratios.ts';
import { sampleRun } from './testing/sample-run.ts';

const document = createDocument();
const ratiosOf = (runs: readonly NamedRun[]) => runs.map(({ name, run }) => ratiosOfNorms(name, run.norms));

/** What every chart of runs must do, whichever it is. */
const charts: Record<string, (runs: readonly NamedRun[], options: ChartOptions) => HTMLElement> = {
  lossChart,
  accuracyChart,
  normProfile,
  ratioCurves: (runs, options) => ratioCurves(ratiosOf(runs), options),
  'ratioCurves, linear': (runs, options) => ratioCurves(ratiosOf(runs), { ...options, scale: 'linear' }),
  ratioHistogram: (runs, options) => ratioHistogram(ratiosOf(runs), options),
};

const pair: NamedRun[] = [
  { name: 'resnet', run: sampleRun({ steps: 60 }) },
  { name: 'procresnet', run: sampleRun({ steps: 60, projected: true }) },
];
const empty: NamedRun = { name: 'empty', run: { ...sampleRun({ steps: 1 }), metrics: [], validation: [], norms: [] } };
const drawingOf = (figure: Element) => figure.querySelector('.chart-drawings > svg');

describe.each(Object.entries(charts))('%s', (_, chart) => {
  it('draws every run in its own colour, with title, legend, caption and label', () => {
    const figure = chart(pair, { document });
    const drawing = drawingOf(figure)?.outerHTML ?? '';
    for (const [index, { name }] of pair.entries()) {
      expect(drawing).toContain(`stroke="${runColour(index)}"`);
      expect(figure.querySelector('.chart-legend')?.textContent).toContain(name);
      expect(drawingOf(figure)?.getAttribute('aria-label')).toContain(name);
    }
    expect(drawing).not.toContain(runColour(2));
    expect(figure.querySelector('h3')?.textContent).not.toBe('');
    expect(figure.querySelector('figcaption')?.textContent).toMatch(/\.$/);
  });

  it('keeps the colour of a run where another has nothing to show', () => {
    const drawing = drawingOf(chart([empty, pair[0] as NamedRun], { document }))?.outerHTML ?? '';
    expect(drawing).toContain(runColour(1));
    expect(drawing).not.toContain(`stroke="${runColour(0)}"`);
  });

  it('draws a run that diverged, without a coordinate that is none', () => {
    for (const divergesAt of [0, 1, 30]) {
      const runs = [{ name: 'diverged', run: sampleRun({ steps: 60, divergesAt }) }, ...pair];
      const drawing = drawingOf(chart(runs, { document }))?.outerHTML ?? '';
      expect(drawing).toContain(runColour(1));
      expect(drawing).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  it('draws a run with infinite numbers', () => {
    const run = sampleRun({ steps: 60, projected: true });
    const infinite = {
      ...run,
      metrics: run.metrics.map((record) =>
        record.step === 30 ? { ...record, loss: Number.POSITIVE_INFINITY, accuracy: Number.NaN } : record,
      ),
      norms: run.norms.map((record) =>
        record.step === 30
          ? { ...record, gradient: record.gradient.map((norm, tap) => (tap === 9 ? Number.POSITIVE_INFINITY : norm)) }
          : record,
      ),
    };
    const drawing = drawingOf(chart([{ name: 'infinite', run: infinite }], { document }))?.outerHTML ?? '';
    expect(drawing).not.toMatch(/NaN|Infinity|undefined/);
    expect(drawing).toContain(runColour(0));
  });

  it('draws a single step of a net with a block in each stage, and says when there is nothing', () => {
    const short = [{ name: 'short', run: sampleRun({ steps: 1, blocksPerStage: 1 }) }];
    expect(drawingOf(chart(short, { document }))?.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
    expect(chart([empty], { document }).textContent).toContain('Nothing was recorded');
    expect(chart([], { document }).textContent).toContain('Nothing was recorded');
  });

  it('tells runs of one name apart', () => {
    const twins = [pair[0], pair[0]] as NamedRun[];
    expect(chart(twins, { document }).querySelector('.chart-legend')?.textContent).toContain('resnet (2)');
  });

  it('adds the narrow drawing only where it is asked for', () => {
    expect(chart(pair, { document, narrowWidth: 340 }).querySelectorAll('.chart-drawings > svg').length).toBe(2);
    expect(chart(pair, { document }).querySelectorAll('.chart-drawings > svg').length).toBe(1);
  });
});

describe('lossChart', () => {
  it('marks where the loss stopped being finite, and only then', () => {
    const diverged = [{ name: 'diverged', run: sampleRun({ steps: 60, divergesAt: 42 }) }];
    expect(lossChart(diverged, { document }).textContent).toContain('not finite at step 42');
    expect(lossChart(pair, { document }).textContent).not.toContain('not finite');
  });

  it('turns logarithmic where the losses span more than a thousand times', () => {
    const run = sampleRun({ steps: 60 });
    const metrics = run.metrics.map((record, index) => (index === 40 ? { ...record, loss: 1e7 } : record));
    expect(lossChart([{ name: 'burst', run: { ...run, metrics } }], { document }).textContent).toContain('logarithmic');
    expect(lossChart(pair, { document }).textContent).not.toContain('logarithmic');
  });

  it('bounds its size by the width, not by the steps', () => {
    const size = (steps: number) =>
      lossChart([{ name: 'long', run: sampleRun({ steps }) }], { document }).outerHTML.length;
    expect(size(20_000)).toBeLessThan(2 * size(1000));
  });
});

describe('blockCurves', () => {
  const linesOf = (figure: Element) => figure.querySelectorAll('.chart-drawings g[aria-label="line"] path').length;

  it('draws one line for each block', () => {
    const ratios = runRatios('net', sampleRun({ steps: 20, blocksPerStage: 3 }).norms);
    expect(linesOf(blockCurves(ratios, { document }))).toBe(9);
  });

  it('shares lines where there are too many blocks, and says so', () => {
    const deep = blockCurves(runRatios('net', sampleRun({ steps: 20, blocksPerStage: 100 }).norms), { document });
    expect(linesOf(deep)).toBeLessThan(60);
    expect(deep.textContent).toContain('farthest from 1');
  });

  it('draws what is finite of a run that diverged', () => {
    const ratios = runRatios('net', sampleRun({ steps: 20, divergesAt: 5 }).norms);
    for (const scale of ['log', 'linear'] as const) {
      expect(blockCurves(ratios, { document, scale }).outerHTML).not.toMatch(/NaN|Infinity/);
    }
    expect(blockCurves(runRatios('net', []), { document }).textContent).toContain('Nothing was recorded');
  });
});
