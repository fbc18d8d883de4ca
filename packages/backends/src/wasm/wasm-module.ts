import { unsigned, type WasmCode } from './wasm-code.ts';

/** A function of int32 parameters (addresses, counts, byte strides) without a result. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: number;
  /** Further locals, numbered behind the parameters: first the int32, then the vectors. */
  readonly integers: number;
  readonly vectors: number;
  readonly body: WasmCode;
}

export type WasmExports = Readonly<Record<string, (...parameters: number[]) => void>>;

const i32 = 0x7f;
const v128 = 0x7b;

const list = (items: readonly WasmCode[]): WasmCode => [...unsigned(items.length), ...items.flat()];
const sized = (bytes: WasmCode): WasmCode => [...unsigned(bytes.length), ...bytes];
const section = (id: number, bytes: WasmCode): WasmCode => [id, ...sized(bytes)];
const text = (value: string): WasmCode => sized([...new TextEncoder().encode(value)]);

/**
 * A WebAssembly module of these functions over an imported memory (binary format of the Core Specification, section 5.5).
 * @param memory its limits, as the owner of the memory declares them; shared where threads share it
 */
export function wasmModule(functions: readonly WasmFunction[], memory: { readonly shared: boolean }): Uint8Array {
  // Shared memory has a maximum; of the most pages that 32-bit addresses reach, so that every memory fits.
  const limits = memory.shared ? [3, ...unsigned(0), ...unsigned(65_536)] : [0, ...unsigned(0)];
  const code = functions.map(({ integers, vectors, body }) =>
    sized([
      ...list([
        [...unsigned(integers), i32],
        [...unsigned(vectors), v128],
      ]),
      ...body,
      0x0b,
    ]),
  );
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list(functions.map(({ parameters }) => [0x60, ...list(Array(parameters).fill([i32])), 0]))),
    ...section(2, list([[...text('env'), ...text('memory'), 0x02, ...limits]])),
    ...section(3, list(functions.map((_, index) => unsigned(index)))),
    ...section(7, list(functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]))),
    ...section(10, list(code)),
  ]);
}

/** Compiles the functions to run in a memory that exists. */
export function instantiate(functions: readonly WasmFunction[], memory: WebAssembly.Memory): WasmExports {
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  const module = new WebAssembly.Module(wasmModule(functions, { shared }) as BufferSource);
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as WasmExports;
}
