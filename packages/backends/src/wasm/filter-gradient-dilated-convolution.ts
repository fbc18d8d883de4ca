import { compositionKernel, convolutionFilterGradientDefinition } from '@procrustes/ops';
import type { Formulation } from './formulation.ts';

/** The reference: images with the channels as their batch, convolved with dy, whose taps are as far apart as the stride. */
export const filterGradientDilatedConvolution: Formulation = {
  name: 'dilated-convolution',
  can: () => true,
  kernel: compositionKernel(convolutionFilterGradientDefinition, 'wasm'),
};
