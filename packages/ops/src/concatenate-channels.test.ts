import { useCpuBackend } from '@procrustes/testing';
import { zeros } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { concatenateChannels } from './concatenate-channels.ts';
import { describeOp } from './testing/describe-op.ts';
import { concatenateChannelsCases } from './testing/stream-cases.ts';

useCpuBackend();

describeOp('concatenateChannels', concatenateChannelsCases);

it('concatenateChannels refuses maps of different grids, and quotes both', () => {
  expect(() => concatenateChannels(zeros([2, 4, 4, 1]), zeros([2, 2, 4, 1]))).toThrow(
    'the stream is [2,4,4,1] and the branch [2,2,4,1]',
  );
});
