import { concat, slice, type Tensor4D } from '@tensorflow/tfjs-core';
import { defineOp } from './define-op.ts';

const run = defineOp<{ stream: Tensor4D; branch: Tensor4D }, { readonly channels: number }, Tensor4D>({
  name: 'ConcatenateChannels',
  reference: ({ stream, branch }) => concat([stream, branch], 3),
  gradient: {
    backward: (dy, _saved, { channels }) => ({
      stream: () => slice(dy, [0, 0, 0, 0], [-1, -1, -1, channels]),
      branch: () => slice(dy, [0, 0, 0, channels], [-1, -1, -1, -1]),
    }),
  },
});

/**
 * [x, F(x)] of a dense layer: [batch, height, width, c] and [batch, height, width, k] → [batch, height, width, c + k],
 * the stream's channels first.
 * @throws where the two differ in anything but their channels
 */
export function concatenateChannels(stream: Tensor4D, branch: Tensor4D): Tensor4D {
  if (stream.shape.slice(0, 3).join() !== branch.shape.slice(0, 3).join()) {
    throw new Error(
      `a dense layer joins two maps of one grid; the stream is [${stream.shape}] and the branch [${branch.shape}]`,
    );
  }
  return run({ stream, branch }, { channels: stream.shape[3] });
}
