import { useCpuBackend } from '@procrustes/testing';
import { type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { relu } from './relu.ts';
import { describeOp } from './testing/describe-op.ts';
import { weightedSum } from './testing/expect-op.ts';
import { reluCases } from './testing/stream-cases.ts';
import { valueAndGradients } from './value-and-gradients.ts';

useCpuBackend();

describeOp('relu', reluCases);

describe('relu', () => {
  it('has gradient 0 at 0', async () => {
    const x = tensor1d([-1, 0, 2]);
    const { gradients } = valueAndGradients(() => weightedSum(relu(x), [5, 5, 5]), [x]);
    expect(await (gradients[0] as Tensor).data()).toEqual(Float32Array.of(0, 0, 5));
  });

  it('lets NaN through', async () => {
    expect(await relu(tensor1d([Number.NaN, -1])).data()).toEqual(Float32Array.of(Number.NaN, 0));
  });
});
