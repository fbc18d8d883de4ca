import { compositionKernel, convolutionFilterGradientDefinition, type FilterGradientAttributes } from '@procrustes/ops';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { Formulation } from './formulation.ts';
import { outerProductTile } from './outer-product-sum.ts';
import { blockBytes, WasmHeap } from './wasm-heap.ts';

/**
 * dW as a sum of outer products of the channels of x and of dy, tap by tap, in the layout in which they lie: nothing is
 * transposed, padded or packed. Blocks of rows stay in the processor's nearest cache for all taps, and no float32 sum
 * has more terms than a block has pixels or the batch has blocks.
 */
const kernel: KernelConfig = {
  ...compositionKernel(convolutionFilterGradientDefinition, 'wasm'),
  kernelFunc: (parameters) => {
    const { x, dy } = parameters.inputs as { x: TensorInfo; dy: TensorInfo };
    const [batch, height, width, inChannels] = x.shape as [number, number, number, number];
    const [, outHeight, outWidth, outChannels] = dy.shape as [number, number, number, number];
    const { stride, padding, kernel } = parameters.attrs as unknown as FilterGradientAttributes;
    const heap = new WasmHeap(parameters.backend as never);
    const gradient = heap.zeros([...kernel, inChannels, outChannels]);
    const [xStart, dyStart, sumStart] = [heap.address(x), heap.address(dy), heap.address(gradient)];
    const pixel = { x: 4 * inChannels, dy: 4 * outChannels };
    const row = { x: width * pixel.x, dy: outWidth * pixel.dy };
    const blockRows = Math.max(1, Math.floor(blockBytes / (stride * row.x + row.dy)));
    const run = heap.call.outerProductSum as (...parameters: number[]) => void;

    for (let image = 0; image < batch; image += 1) {
      for (let block = 0; block < outHeight; block += blockRows) {
        const end = Math.min(block + blockRows, outHeight);
        for (let a = 0; a < kernel[0]; a += 1) {
          const rows = seen(a, block, end, height);
          for (let b = 0; b < kernel[1]; b += 1) {
            const columns = seen(b, 0, outWidth, width);
            if (rows.count <= 0 || columns.count <= 0) continue;
            run(
              xStart + (image * height + rows.input) * row.x + columns.input * pixel.x,
              dyStart + (image * outHeight + rows.first) * row.dy + columns.first * pixel.dy,
              sumStart + (a * kernel[1] + b) * inChannels * pixel.dy,
              rows.count,
              columns.count,
              stride * row.x,
              stride * pixel.x,
              row.dy,
              inChannels / outerProductTile.in,
              outChannels / outerProductTile.out,
            );
          }
        }
      }
    }
    return gradient;

    /** Those outputs of [from, to) to which a tap brings a pixel of the image, not of the padding. */
    function seen(tap: number, from: number, to: number, size: number) {
      const first = Math.max(from, Math.ceil((padding - tap) / stride));
      const last = Math.min(to - 1, Math.floor((size - 1 + padding - tap) / stride));
      return { first, count: last - first + 1, input: stride * first + tap - padding };
    }
  },
};

export const filterGradientOuterProducts: Formulation = {
  name: 'outer-products',
  can: ({ inChannels, outChannels }) =>
    inChannels % outerProductTile.in === 0 && outChannels % outerProductTile.out === 0,
  kernel,
};
