import { prepareBackend } from '@procrustes/backends';
import { Generator } from '@procrustes/random';
import { naiveConvolutionFilterGradient } from '@procrustes/testing';
import { conv2d, getKernel, grad, mul, sum, type Tensor4D, tensor4d, unregisterKernel } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registerFilterGradient } from './register-filter-gradient.ts';

beforeAll(async () => {
  await import('@procrustes/ops/gradients');
  await prepareBackend('wasm');
  // The negative control: without it, stock wasm has none.
  expect(getKernel('Conv2DBackpropFilter', 'wasm')).toBeUndefined();
  registerFilterGradient();
});
afterAll(() => unregisterKernel('Conv2DBackpropFilter', 'wasm'));

it.each([
  [3, 1, 1],
  [3, 2, 1],
  [1, 2, 0],
  [3, 2, 0],
])('is that of %d×%d convolutions at stride %d, with padding %d', async (size, stride, padding) => {
  const generator = Generator.named(1, `${size} ${stride} ${padding}`);
  const draw = (shape: [number, number, number, number]) =>
    tensor4d(
      Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => generator.normal()),
      shape,
    );
  const [x, w] = [draw([2, 7, 7, 3]), draw([size, size, 3, 4])];
  const y = conv2d(x, w, stride, padding);
  const dy = draw(y.shape);
  const dw = grad((kernel) => sum(mul(conv2d(x, kernel as Tensor4D, stride, padding), dy)))(w);
  const numeric = async (tensor: Tensor4D) => ({
    shape: tensor.shape,
    values: Float64Array.from(await tensor.data()),
  });
  const expected = naiveConvolutionFilterGradient(await numeric(x), await numeric(dy), {
    kernel: w.shape,
    stride,
    padding,
  });
  expect(await dw.data()).toBeRelativelyClose(expected.values, 1e-5);
});
