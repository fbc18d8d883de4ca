import { describe, expect, it } from 'vitest';
import { DeviceMemoryError } from '../device-memory-error.ts';
import { explainTensorflowError } from './explain-tensorflow-error.ts';

const place = 'on /job:localhost/replica:0/task:0/device:CPU:0 by allocator cpu';

describe('explainTensorflowError', () => {
  // As TensorFlow 2.21 said it under a limit of the address space.
  it('says what did not fit, its size and what to lower', () => {
    const cause = new Error(
      `Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[128,32,32,64] and type float ${place}`,
    );
    const explained = explainTensorflowError(cause);
    expect(explained).toBeInstanceOf(DeviceMemoryError);
    expect(explained?.message).toBe(
      'TensorFlow has no memory left on the CPU for a tensor of shape [128, 32, 32, 64], 32.0 MiB; ' +
        'lower the batch size or the number of blocks, or recompute activations (--recompute auto)',
    );
    expect(explained?.cause).toBe(cause);
  });

  it('does without a shape or a type that it knows', () => {
    for (const words of [
      'Invalid TF_Status: 8\nMessage: SomethingElse',
      'OOM when allocating tensor with shape[2,3] and type x',
    ]) {
      expect(explainTensorflowError(new Error(words))?.message).toMatch(
        /^TensorFlow has no memory left on the CPU for (what a step needs|a tensor of shape \[2, 3\]); lower/,
      );
    }
  });

  it.each([
    'Invalid TF_Status: 3\nMessage: Incompatible shapes: [2,3] vs. [8]',
    'Invalid TF_Status: 80\nMessage: of another kind',
    'Operation received an exception: Status: 3, message: could not create a primitive',
  ])('leaves alone what is no lack of memory: %s', (words) => {
    expect(explainTensorflowError(new Error(words))).toBeUndefined();
  });
});
