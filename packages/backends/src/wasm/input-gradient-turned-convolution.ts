import { compositionKernel, convolutionInputGradientDefinition } from '@procrustes/ops';
import type { Formulation } from './formulation.ts';

/** The reference: dy, spread by the stride, convolved with the kernel turned by 180°. */
export const inputGradientTurnedConvolution: Formulation = {
  name: 'turned-convolution',
  can: () => true,
  kernel: compositionKernel(convolutionInputGradientDefinition, 'wasm'),
};
