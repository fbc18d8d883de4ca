import { type KernelConfig, pad, type Tensor, tidy } from '@tensorflow/tfjs-core';

/**
 * The stock matrix product, for factors whose shared side is odd. A texel holds 2 × 2 numbers, and the stock kernel
 * multiplies the ones behind the last row and column too: after exp or log they are not zero, or not even finite. With
 * one real zero more on the shared side there are none.
 */
export function batchMatMulKernel(stock: KernelConfig): KernelConfig {
  return {
    ...stock,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { a, b } = inputs as { a: Tensor; b: Tensor };
      const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
      const sharedA = transposeA ? a.rank - 2 : a.rank - 1;
      const sharedB = transposeB ? b.rank - 1 : b.rank - 2;
      const run = (factors: { a: Tensor; b: Tensor }) =>
        stock.kernelFunc({ inputs: factors, ...(attrs && { attrs }), backend });
      if ((a.shape[sharedA] as number) % 2 === 0) return run({ a, b });
      return tidy(() => run({ a: withZero(a, sharedA), b: withZero(b, sharedB) }) as Tensor);
    },
  };
}

function withZero(x: Tensor, axis: number): Tensor {
  return pad(
    x,
    x.shape.map((_, index) => [0, index === axis ? 1 : 0]),
  );
}
