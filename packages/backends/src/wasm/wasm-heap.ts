import type { DataId, DataType, KernelBackend, NumericDataType, TensorInfo } from '@tensorflow/tfjs-core';
import { channelPass } from './channel-pass.ts';
import { outerProductSum } from './outer-product-sum.ts';
import { f32x4, type WasmCode } from './wasm-code.ts';
import { instantiate, type WasmExports } from './wasm-module.ts';

/** The parts of the stock backend that know where a tensor's memory is. */
interface StockBackend {
  readonly dataIdMap: { get(id: DataId): { readonly memoryOffset: number } };
  /** The build without threads exports its memory; the one with threads is given one, that it shares. */
  readonly wasm: { readonly asm: { readonly memory?: WebAssembly.Memory }; readonly wasmMemory?: WebAssembly.Memory };
  makeOutput(shape: readonly number[], dtype: DataType): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
  disposeData(id: DataId): boolean;
}

const { add, sub, mul, andNot, lessOrEqual, pseudoMax, zero } = f32x4;

/** Every function of our own, in the stock backend's memory. */
const functions = [
  outerProductSum(),
  channelPass({ name: 'sum', images: ['x'], constants: [], sums: ['sum'], step: (of) => [of('x')] }),
  channelPass({
    name: 'sumOfSquaredDeviations',
    images: ['x'],
    constants: ['mean'],
    sums: ['sum'],
    step: (of) => {
      const deviation = sub(of('x'), of('mean'));
      return [mul(deviation, deviation)];
    },
  }),
  ...([false, true] as const).flatMap((relu) => {
    const suffix = relu ? 'Relu' : '';
    const outputs = relu ? ['y'] : [];
    const activated = (y: WasmCode) => (relu ? pseudoMax(y, zero) : y);
    return [
      channelPass({
        name: `affine${suffix}`,
        images: ['x'],
        constants: ['scale', 'shift'],
        sums: [],
        step: (of) => [activated(add(mul(of('x'), of('scale')), of('shift')))],
      }),
      channelPass({
        name: `normalise${suffix}`,
        images: ['x'],
        constants: ['mean', 'factor', 'offset'],
        sums: [],
        step: (of) => [activated(add(mul(sub(of('x'), of('mean')), of('factor')), of('offset')))],
      }),
      channelPass({
        name: `gradientSums${suffix}`,
        images: ['dy', ...outputs, 'x'],
        constants: ['mean'],
        sums: ['sum', 'sumOfProducts'],
        step: (of) => {
          const dy = relu ? andNot(of('dy'), lessOrEqual(of('y'), zero)) : of('dy');
          return [dy, mul(dy, sub(of('x'), of('mean')))];
        },
      }),
      channelPass({
        name: `gradient${suffix}`,
        images: ['dy', ...outputs, 'x'],
        constants: ['mean', 'factor', 'inputFactor', 'shift'],
        sums: [],
        step: (of) => {
          const dy = relu ? andNot(of('dy'), lessOrEqual(of('y'), zero)) : of('dy');
          const fromInput = mul(sub(of('x'), of('mean')), of('inputFactor'));
          return [add(add(mul(dy, of('factor')), fromInput), of('shift'))];
        },
      }),
    ];
  }),
];

const instances = new WeakMap<WebAssembly.Memory, WasmExports>();

/** Tensors as our own functions see them: addresses in the stock backend's memory. */
export class WasmHeap {
  readonly #backend: StockBackend;
  readonly #memory: WebAssembly.Memory;
  /** What was made here and not freed. */
  readonly #made = new Set<TensorInfo>();
  readonly call: WasmExports;

  constructor(backend: KernelBackend) {
    this.#backend = backend as unknown as StockBackend;
    const { asm, wasmMemory } = this.#backend.wasm;
    const memory = wasmMemory ?? (asm.memory as WebAssembly.Memory);
    this.#memory = memory;
    let instance = instances.get(memory);
    if (instance === undefined) {
      instance = instantiate(functions, memory);
      instances.set(memory, instance);
    }
    this.call = instance;
  }

  /** A new tensor, of any content; float32 unless told. */
  make(shape: readonly number[], dtype: NumericDataType = 'float32'): TensorInfo {
    const tensor = this.#backend.makeOutput(shape, dtype);
    this.#made.add(tensor);
    return tensor;
  }

  /** A new tensor of these values. */
  vector(values: Float64Array): TensorInfo {
    const tensor = this.make([values.length]);
    this.values(tensor).set(values);
    return tensor;
  }

  zeros(shape: readonly number[]): TensorInfo {
    const tensor = this.make(shape);
    this.values(tensor).fill(0);
    return tensor;
  }

  free(tensors: readonly TensorInfo[]): void {
    for (const tensor of tensors) {
      this.#backend.disposeData(tensor.dataId);
      this.#made.delete(tensor);
    }
  }

  /** Runs a kernel's body. Where it throws, because the heap is full say, all that it has made here is freed. */
  attempt<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      this.free([...this.#made]);
      throw error;
    }
  }

  address({ dataId }: TensorInfo): number {
    return this.#backend.dataIdMap.get(dataId).memoryOffset;
  }

  /** All of the memory, until more of it is next taken. */
  bytes(): Uint8Array {
    return new Uint8Array(this.#memory.buffer);
  }

  /** The values where they lie, until memory is next taken. */
  values(tensor: TensorInfo): Float32Array {
    return this.#backend.typedArrayFromHeap(tensor);
  }

  /**
   * Runs a channel pass over images of one shape in blocks that stay in the processor's nearest cache.
   * @param others the constants, then the sums or the result
   */
  pass(name: string, images: readonly TensorInfo[], others: readonly TensorInfo[], result?: TensorInfo): void {
    const { shape } = images[0] as TensorInfo;
    const stride = 4 * (shape[3] as number);
    const pixels = shape.slice(0, 3).reduce((a, b) => a * b);
    const moving = images.map((image) => this.address(image));
    const fixed = others.map((vector) => this.address(vector));
    const output = result === undefined ? [] : [this.address(result)];
    const run = this.call[name] as WasmExports[string];
    const block = Math.max(1, Math.floor(blockBytes / (stride * (images.length + output.length))));
    for (let first = 0; first < pixels; first += block) {
      const moved = (start: number) => start + first * stride;
      run(...moving.map(moved), ...fixed, ...output.map(moved), Math.min(block, pixels - first), stride);
    }
  }
}

/** Half of the smallest nearest cache that is common. */
export const blockBytes = 16_384;
