import { Generator } from '@procrustes/random';
import { drawTensor, useCpuBackend } from '@procrustes/testing';
import { norm, type Tensor, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { averagePool } from './average-pool.ts';
import { describeOp } from './testing/describe-op.ts';
import { weightedSum } from './testing/expect-op.ts';
import { averagePoolCases } from './testing/pooling-cases.ts';
import { valueAndGradients } from './value-and-gradients.ts';

useCpuBackend();

describeOp('averagePool', averagePoolCases);

describe('averagePool', () => {
  it.each([1, 2, 4])('divides the norm of the gradient by its size, %d', async (size) => {
    const generator = Generator.named(2, 'norm');
    const { values } = drawTensor([2, 8, 8, 3], () => generator.normal());
    const x: Tensor4D = tensor4d(Float32Array.from(values), [2, 8, 8, 3]);
    const cotangent = Array.from({ length: (2 * 64 * 3) / size ** 2 }, () => generator.normal());
    const { gradients } = valueAndGradients(() => weightedSum(averagePool(x, size), cotangent), [x]);
    const [backward] = await norm(gradients[0] as Tensor).data();
    expect([backward as number]).toBeRelativelyClose([Math.hypot(...cotangent) / size], 1e-6);
  });

  it('refuses a grid that the size does not divide, and quotes both', () => {
    expect(() => averagePool(tensor4d([1, 2, 3], [1, 3, 1, 1]), 2)).toThrow(
      'by 2 needs height and width that are multiples of it, got [1,3,1,1]',
    );
    expect(() => averagePool(tensor4d([1, 2], [1, 2, 1, 1]), 0)).toThrow('a whole number ≥ 1, got 0');
  });
});
