import { describe, expect, it } from 'vitest';
import { naiveConvolution, naiveConvolutionFilterGradient, naiveConvolutionInputGradient } from './convolution.ts';
import type { NumericTensor } from './numeric-tensor.ts';
import { numericalGradient } from './numerical-gradient.ts';

/** Values without structure. */
const wave = (shape: readonly number[], phase: number): NumericTensor => ({
  shape,
  values: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) => Math.sin(5 * index + phase)),
});

describe('naiveConvolution', () => {
  it('is what one works out by hand', () => {
    const x = { shape: [1, 2, 3, 1], values: Float64Array.of(1, 2, 3, 4, 5, 6) };
    const filter = { shape: [1, 2, 1, 1], values: Float64Array.of(10, 1) };
    expect(naiveConvolution(x, filter, { stride: 1, padding: 0 })).toEqual({
      shape: [1, 2, 2, 1],
      values: Float64Array.of(12, 23, 45, 56),
    });
  });
});

describe('the gradients of naiveConvolution', () => {
  it.each([
    [[2, 5, 4, 2], [3, 3, 2, 3], 2, 1],
    [[1, 7, 5, 3], [1, 2, 3, 1], 3, 0],
    [[2, 1, 1, 1], [1, 1, 1, 1], 1, 0],
  ])('are its central differences: image %j, kernel %j, stride %i, padding %i', (image, kernel, stride, padding) => {
    const [x, filter] = [wave(image, 1), wave(kernel, 2)];
    const y = naiveConvolution(x, filter, { stride, padding });
    const dy = wave(y.shape, 3);
    const dot = () =>
      naiveConvolution(x, filter, { stride, padding }).values.reduce(
        (sum, value, index) => sum + value * (dy.values[index] as number),
        0,
      );
    const dx = naiveConvolutionInputGradient(dy, filter, { image, stride, padding });
    const dw = naiveConvolutionFilterGradient(x, dy, { kernel, stride, padding });
    expect([dx.shape, dw.shape]).toEqual([image, kernel]);
    expect(dx.values).toBeRelativelyClose(numericalGradient(dot, x.values), 1e-8);
    expect(dw.values).toBeRelativelyClose(numericalGradient(dot, filter.values), 1e-8);
  });
});
