import { convolutionFilterGradient, convolutionFilterGradientDefinition } from '@procrustes/ops';
import { Generator } from '@procrustes/random';
import { drawTensor, expectTensorCount } from '@procrustes/testing';
import { type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { prepareBackend } from '../prepare-backend.ts';

/** Height, width, channels in and out: one tile, several each way, square; and what other formulations are for, each way. */
const sizes = [
  [6, 6, 4, 8],
  [7, 5, 12, 24],
  [9, 33, 16, 16],
  [64, 64, 32, 8],
  [5, 6, 6, 8],
  [5, 6, 4, 4],
] as const;

const cases = [1, 3, 5].flatMap((kernel) =>
  [1, 2, 3].flatMap((stride) =>
    [...new Set([0, (kernel - 1) / 2, kernel - 1])].flatMap((padding) =>
      sizes.map(([height, width, inChannels, outChannels]) => ({
        kernel,
        stride,
        padding,
        height,
        width,
        inChannels,
        outChannels,
      })),
    ),
  ),
);

type Case = (typeof cases)[number];

function inputs({ kernel, stride, padding, height, width, inChannels, outChannels }: Case): [Tensor4D, Tensor4D] {
  const generator = Generator.named(1, JSON.stringify({ kernel, stride, height, width }));
  const out = (size: number) => Math.floor((size + 2 * padding - kernel) / stride) + 1;
  return [[2, height, width, inChannels] as const, [2, out(height), out(width), outChannels] as const].map((shape) =>
    tensor4d(Float32Array.from(drawTensor(shape, () => generator.normal()).values), [...shape]),
  ) as [Tensor4D, Tensor4D];
}

describe('the filter gradient on wasm', () => {
  it.each(cases)(
    'k $kernel, stride $stride, padding $padding, $height×$width, $inChannels → $outChannels',
    async (given) => {
      const attributes = { ...given, kernel: [given.kernel, given.kernel] as const };
      const evaluate = async (backend: string, gradient: (x: Tensor4D, dy: Tensor4D) => Tensor4D) => {
        await prepareBackend(backend);
        return expectTensorCount(async () => {
          const [x, dy] = inputs(given);
          const dW = await expectTensorCount(() => gradient(x, dy), 1);
          const values = Float32Array.from(await dW.data());
          for (const tensor of [x, dy, dW]) tensor.dispose();
          return values;
        });
      };
      // The same backend's composition, because the one in plain JavaScript takes seconds for the larger images.
      const expected = await evaluate('wasm', (x, dy) =>
        tidy(() => convolutionFilterGradientDefinition.reference({ x, dy }, attributes)),
      );
      const found = await evaluate('wasm', (x, dy) => convolutionFilterGradient(x, dy, attributes));
      // Float32 sums of up to 8,192 terms in two orders.
      expect(found).toBeRelativelyClose(expected, 2e-6);
    },
  );

  it('is bit for bit the same when it runs again', async () => {
    await prepareBackend('wasm');
    const [x, dy] = inputs(cases[3] as Case);
    const attributes = { stride: 1, padding: 0, kernel: [1, 1] as const };
    const [first, second] = [0, 1].map(() => tidy(() => convolutionFilterGradient(x, dy, attributes)));
    expect(await first?.data()).toEqual(await second?.data());
    for (const tensor of [x, dy, first, second]) tensor?.dispose();
  });
});
