import { describe, expect, it } from 'vitest';
import { createDocument } from './node/index.ts';
import { type SeriesChartOptions, seriesChart } from './series-chart.ts';

const options: SeriesChartOptions = {
  document: createDocument(),
  title: 'Distance',
  caption: 'How r_l goes.',
  xLabel: 'steps',
  yLabel: 'distance',
};
const points = [1, 2, 4].map((x) => ({ x, y: 1 / x }));
const dots = (figure: Element) => figure.querySelectorAll('[aria-label="dot"] circle');
const bars = (figure: Element) => figure.querySelectorAll('[aria-label="rule"] line');

describe('seriesChart', () => {
  it('has a line and a name for each series, and dots for what was measured alone', () => {
    const figure = seriesChart(
      [
        { name: 'measured <b>', points },
        { name: 'a bound', points, dashed: true },
      ],
      options,
    );
    expect(dots(figure)).toHaveLength(3);
    const lines = [...figure.querySelectorAll('[aria-label="line"]')];
    expect(lines).toHaveLength(2);
    expect(lines.map((line) => line.getAttribute('stroke-dasharray') !== null)).toEqual([false, true]);
    expect(figure.textContent).toContain('measured <b>');
    expect(figure.querySelector('b')).toBeNull();
  });

  it('leaves out what has no place, on a logarithmic axis what is not positive too', () => {
    const some = [...points, { x: 5, y: Number.NaN }, { x: 6, y: 0 }, { x: 0, y: 1 }];
    const shown = (scales: Partial<SeriesChartOptions>) =>
      dots(seriesChart([{ name: 'one', points: some }], { ...options, ...scales })).length;
    expect(shown({})).toBe(5);
    expect(shown({ yScale: 'log' })).toBe(4);
    expect(shown({ xScale: 'log', yScale: 'log' })).toBe(3);
  });

  it('has a bar where a spread is known, which never leaves a logarithmic axis', () => {
    const spread = points.map((point, index) => (index === 0 ? point : { ...point, spread: 0.3 }));
    for (const yScale of ['linear', 'log'] as const) {
      const found = bars(seriesChart([{ name: 'one', points: spread }], { ...options, yScale }));
      expect(found).toHaveLength(2);
      for (const bar of found) expect(Number.isFinite(Number(bar.getAttribute('y1')))).toBe(true);
    }
  });

  it('says where there is nothing to draw', () => {
    expect(seriesChart([{ name: 'one', points: [] }], options).textContent).toContain('Nothing was recorded');
  });
});
