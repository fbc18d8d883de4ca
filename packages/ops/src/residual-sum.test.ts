import { useCpuBackend } from '@procrustes/testing';
import { ones } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { residualSum } from './residual-sum.ts';
import { describeOp } from './testing/describe-op.ts';
import { residualSumCases } from './testing/stream-cases.ts';

useCpuBackend();

describeOp('residualSum', residualSumCases);

describe('residualSum', () => {
  it('never broadcasts', () => {
    expect(() => residualSum(ones([2, 4, 4, 8]), ones([2, 4, 4, 1]))).toThrow(
      'the stream is [2,4,4,8] and the branch [2,4,4,1]',
    );
    expect(() => residualSum(ones([4, 1]), ones([1, 4]))).toThrow('one shape');
  });
});
