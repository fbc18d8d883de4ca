import { channelAffineDefinition, compositionKernel } from '@procrustes/ops';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { runProgram } from './run-program.ts';

/** One pass over memory instead of two or three. */
export const channelAffineKernel = compositionKernel(
  channelAffineDefinition,
  'webgpu',
  ({ x, scale, shift }, { activation }) =>
    runProgram(
      {
        name: `channel affine ${activation}`,
        inputs: ['x', 'scale', 'shift'],
        shape: x.shape,
        code: `
          let channel = index % uniforms.scaleShape;
          y = x[index] * scale[channel] + shift[channel];
          ${activation === 'relu' ? 'if (y < 0.0) { y = 0.0; }' : ''}`,
      },
      [x, scale, shift],
    ) as Tensor4D,
);
