import { describe, expect, it } from 'vitest';
import { circularConvolution } from './circular-convolution.ts';
import { checkOperator, matrixSize, outputSize } from './operator.ts';

describe('circularConvolution', () => {
  it('is square with stride 1 unless told', () => {
    const stem = circularConvolution({ inChannels: 3, outChannels: 64, kernelSize: 3, inputSize: 32 });
    expect(stem).toEqual({
      kind: 'convolution',
      inChannels: 3,
      outChannels: 64,
      kernelSize: [3, 3],
      inputSize: [32, 32],
      stride: 1,
      padding: 'circular',
    });
    expect(() => checkOperator(stem)).not.toThrow();
  });

  it('takes sides of two lengths, and a stride', () => {
    const operator = circularConvolution({
      inChannels: 2,
      outChannels: 5,
      kernelSize: [1, 3],
      inputSize: [4, 6],
      stride: 2,
    });
    expect(outputSize(operator)).toEqual([2, 3]);
    expect(matrixSize(operator)).toEqual([2 * 3 * 5, 4 * 6 * 2]);
  });

  it('leaves it to its users to refuse sizes that no operator has', () => {
    const uneven = circularConvolution({ inChannels: 2, outChannels: 5, kernelSize: 3, inputSize: 5, stride: 2 });
    expect(() => checkOperator(uneven)).toThrow('does not divide the circular 5×5 grid');
  });
});
