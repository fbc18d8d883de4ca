import * as Plot from '@observablehq/plot';
import type { ChartOptions } from './chart-options.ts';
import { type Frame, setChartScales, stepScales } from './chart-scales.ts';
import { logTicks, tickText } from './log-ticks.ts';

/** Observable Plot with what all charts of a run have in common: the text size, the margins, the colour of the grid. */
export function plot({ document }: ChartOptions, width: number, options: Plot.PlotOptions): Element {
  const sized = {
    width,
    height: Math.round(Math.min(320, Math.max(230, width * 0.5))),
    marginLeft: 52,
    marginRight: 18,
    marginTop: 28,
    marginBottom: 42,
    ...options,
  };
  const drawing = Plot.plot({ document, ...sized, style: { fontSize: '12px', overflow: 'visible' } });
  if (options.x?.label === stepAxis.label) setChartScales(drawing, stepScales(drawing, frameOf(sized)));
  return drawing;
}

const frameOf = (size: Record<'width' | 'height' | `margin${'Left' | 'Right' | 'Top' | 'Bottom'}`, number>): Frame => ({
  width: size.width,
  height: size.height,
  left: size.marginLeft,
  right: size.width - size.marginRight,
  top: size.marginTop,
  bottom: size.height - size.marginBottom,
});

/** The axis of training steps, which are whole. */
export const stepAxis: Plot.ScaleOptions = {
  label: 'step',
  tickFormat: (step: number) => (Number.isInteger(step) ? step.toLocaleString('en-GB') : ''),
};

/** Names the panels of a chart that has one for each of these. */
export const panelNames = (names: readonly string[]): Plot.Text =>
  Plot.text(names, {
    fy: (name: string) => name,
    text: (name: string) => name,
    frameAnchor: 'top-right',
    lineAnchor: 'bottom',
    dy: -5,
    fontWeight: 600,
  });

/**
 * Grid and axis of a logarithmic y scale over this domain. The labels are a channel: as a tick format, D3 would leave out
 * those that are no multiples of powers of ten.
 */
export const logAxisY = (domain: readonly [number, number], count: number): Plot.Markish[] => {
  const ticks = logTicks(domain, count);
  return [Plot.gridY(ticks), Plot.axisY(ticks, { text: tickText })];
};

/** Grid and axis of y on either scale. */
export const axisY = (scale: 'log' | 'linear', domain: readonly [number, number], count: number): Plot.Markish[] =>
  scale === 'log' ? logAxisY(domain, count) : [Plot.gridY({ ticks: count }), Plot.axisY({ ticks: count })];

/** The same for x, without the grid. */
export const logAxisX = (domain: readonly [number, number], count: number): Plot.Markish =>
  Plot.axisX(logTicks(domain, count), { text: tickText });

/** A line across the chart at each of these values of y. */
export const baseline = (values: readonly number[]): Plot.RuleY =>
  Plot.ruleY([...values], { stroke: 'currentColor', strokeOpacity: 0.5 });
