import type { Plot } from '@observablehq/plot';

/** Where in a drawing a step and a block lie. Places are in the drawing's own units, those of its `viewBox`. */
export interface ChartScales {
  readonly width: number;
  readonly height: number;
  /** The frame in which data are drawn. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** The training step at this place, whole; null outside the frame. */
  readonly step: (x: number) => number | null;
  /** Where a training step lies; null outside the frame. */
  readonly x: (step: number) => number | null;
  /** The blocks, first and last inclusive, that are drawn at this height; null outside the frame. Of heatmaps alone. */
  readonly blocks?: (y: number) => { readonly first: number; readonly last: number } | null;
}

const known = new WeakMap<Element, ChartScales>();

/** The scales of a chart whose x is the training step, by its figure or its drawing; null for any other. Those of a figure are of its wide drawing. */
export const chartScales = (chart: Element): ChartScales | null => known.get(chart) ?? null;

/** Lets {@link chartScales} know an element's scales. */
export function setChartScales(chart: Element, scales: ChartScales | null): void {
  if (scales !== null) known.set(chart, scales);
}

/** The frame of a drawing. */
export type Frame = Pick<ChartScales, 'width' | 'height' | 'left' | 'right' | 'top' | 'bottom'>;

/** The scales of a drawing of Plot, whose x is the step. */
export function stepScales(drawing: Element & Plot, frame: Frame): ChartScales | null {
  const scale = drawing.scale('x');
  const { apply, invert, domain } = scale ?? {};
  if (apply === undefined || invert === undefined || domain === undefined) return null;
  const [first, last] = [...domain].map(Number).sort((a, b) => a - b) as [number, number];
  return {
    ...frame,
    step: (x) => (x < frame.left || x > frame.right ? null : Math.min(last, Math.max(first, Math.round(invert(x))))),
    x: (step) => (step < first || step > last ? null : (apply(step) as number)),
  };
}

/** A place on the page in the units of a drawing that is shown there, for {@link ChartScales}. */
export function placeInDrawing(
  drawing: Element,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): { x: number; y: number } | null {
  const scales = chartScales(drawing);
  const { left, top, width, height } = drawing.getBoundingClientRect();
  if (scales === null || width === 0 || height === 0) return null;
  return { x: ((clientX - left) * scales.width) / width, y: ((clientY - top) * scales.height) / height };
}
