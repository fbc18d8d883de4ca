import { numberText } from './number-text.ts';
import { ratioExtent } from './ratio-extent.ts';
import type { RunRatios } from './run-ratios.ts';

/** What a heatmap of these ratios is, for who cannot see it. */
export function heatmapLabel(ratios: RunRatios): string {
  const { name, blocks, steps } = ratios;
  const { lowest, highest } = ratioExtent(ratios);
  return `Norm ratio of ${blocks.length} blocks at ${steps.length} recorded steps of ${name}: from ${numberText(lowest)} to ${numberText(highest)}`;
}

/** @param reduced whether a cell stands for several ratios */
export const heatmapCaption = (reduced: boolean): string =>
  `r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖, by how much block l changes the norm of the gradient on its way back: 1 keeps it; ◂ marks the transitions${
    reduced ? '; a cell that stands for several blocks or steps shows the one farthest from 1' : ''
  }.`;
