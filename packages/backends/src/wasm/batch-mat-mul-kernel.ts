import type { DataId, DataType, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';

/** The parts of the stock backend that know where a tensor's memory is. */
interface WasmMemory {
  readonly dataIdMap: {
    get(id: DataId): { readonly id: number; readonly memoryOffset: number };
    delete(id: DataId): void;
  };
  readonly wasm: { readonly tfjs: { disposeData(id: number): void } };
  makeOutput(shape: number[], dtype: DataType, memoryOffset: number): TensorInfo;
}

/**
 * The stock matrix product, without its memory of the right factor. The stock kernel keeps a repacked copy of that
 * factor for as long as the tensor lives, under the tensor's number alone: an activation takes its memory twice, and the
 * same data in another shape gives a wrong product or a crash. Here the factor goes in under a number of its own, which
 * is given back at once.
 */
export function batchMatMulKernel(stock: KernelConfig): KernelConfig {
  return {
    ...stock,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const memory = backend as WasmMemory;
      const b = inputs.b as TensorInfo;
      const alias = memory.makeOutput(b.shape, b.dtype, memory.dataIdMap.get(b.dataId).memoryOffset);
      try {
        return stock.kernelFunc({ inputs: { ...inputs, b: alias }, ...(attrs && { attrs }), backend });
      } finally {
        memory.wasm.tfjs.disposeData(memory.dataIdMap.get(alias.dataId).id);
        memory.dataIdMap.delete(alias.dataId);
      }
    },
  };
}
