import {
  backend_util,
  type KernelBackend,
  type KernelConfig,
  type NumericDataType,
  type Tensor,
  util,
} from '@tensorflow/tfjs-core';
import { WasmHeap } from './wasm-heap.ts';

/**
 * Parts of a tensor along one axis, each copied straight to its place. For every part the stock kernel first copies the
 * whole tensor out of the heap, so that n parts cost n² copies: the hundreds of parameters that an optimiser moves
 * together make a step's time grow with the square of the depth.
 */
export const splitKernel: KernelConfig = {
  kernelName: 'SplitV',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const x = inputs.x as Tensor;
    const { numOrSizeSplits, axis: given } = attrs as unknown as {
      numOrSizeSplits: number | number[];
      axis: number;
    };
    const [axis] = util.parseAxisParam(given, x.shape) as [number];
    const lengths = backend_util.prepareSplitSize(x, numOrSizeSplits, axis);
    // `split` refuses texts, which do not lie in the heap.
    const dtype = x.dtype as NumericDataType;
    const heap = new WasmHeap(backend as KernelBackend);
    return heap.attempt(() => {
      const before = x.shape.slice(0, axis);
      const after = x.shape.slice(axis + 1);
      const rows = util.sizeFromShape(before);
      const element = util.sizeFromShape(after) * util.bytesPerElement(dtype);
      const stride = (x.shape[axis] as number) * element;
      let skipped = 0;
      return lengths.map((length) => {
        const part = heap.make([...before, length, ...after], dtype);
        const from = heap.address(x) + skipped;
        const to = heap.address(part);
        const bytes = length * element;
        // After `make`, which may have moved the memory.
        const all = heap.bytes();
        for (let row = 0; row < rows; row += 1) {
          const start = from + row * stride;
          all.copyWithin(to + row * bytes, start, start + bytes);
        }
        skipped += bytes;
        return part;
      });
    });
  },
};
