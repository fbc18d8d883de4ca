import { channelSumDefinition, compositionKernel, sumOfSquaresDefinition } from '@procrustes/ops';
import { reshape, type Scalar, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';
import { runProgram } from './run-program.ts';

/**
 * Terms that one thread adds up. No float32 sum runs over more, and neighbouring threads read neighbouring numbers; the
 * stock reduction transposes first, and gives each sum a work group of its own however short it is.
 */
const terms = 64;

/**
 * Sums of the columns of x, seen as rows of `columns` numbers each, over 64 rows at a time: [⌈rows / 64⌉, columns].
 * The last row may be short.
 */
function partialSums(x: Tensor, columns: number, term: 'value' | 'value * value'): Tensor {
  const blocks = Math.ceil(x.size / columns / terms);
  return runProgram(
    {
      name: `partial sums of ${term}`,
      inputs: ['x'],
      integers: { columns, count: x.size },
      shape: [blocks, columns],
      code: `
        let first = (index / uniforms.columns) * ${terms} * uniforms.columns + index % uniforms.columns;
        for (var row = 0; row < ${terms}; row++) {
          let position = first + row * uniforms.columns;
          if (position < uniforms.count) {
            let value = x[position];
            y += ${term};
          }
        }`,
    },
    [x],
  );
}

export const sumKernels = [
  compositionKernel(channelSumDefinition, 'webgpu', ({ x }) => {
    const channels = x.shape[3];
    let sums = partialSums(x, channels, 'value');
    while (sums.size > channels) sums = partialSums(sums, channels, 'value');
    return reshape(sums, [channels]) as Tensor1D;
  }),
  compositionKernel(sumOfSquaresDefinition, 'webgpu', ({ x }) => {
    let sums = partialSums(x, Math.ceil(x.size / terms), 'value * value');
    while (sums.size > 1) sums = partialSums(sums, Math.ceil(sums.size / terms), 'value');
    return reshape(sums, []) as Scalar;
  }),
];
