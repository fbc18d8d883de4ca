/**
 * WebAssembly instructions as bytes: just those that the kernels of this folder are made of. An expression is the code
 * that leaves its value on the stack (WebAssembly Core Specification 2.0, section 5.4).
 */
export type WasmCode = readonly number[];

/** An unsigned integer in the format's variable length. */
export function unsigned(value: number): WasmCode {
  const rest = value >>> 7;
  return rest === 0 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(rest)];
}

function signed(value: number): WasmCode {
  const rest = value >> 7;
  const done = (rest === 0 && (value & 0x40) === 0) || (rest === -1 && (value & 0x40) !== 0);
  return done ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(rest)];
}

export const get = (local: number): WasmCode => [0x20, ...unsigned(local)];
export const set = (local: number, value: WasmCode): WasmCode => [...value, 0x21, ...unsigned(local)];
const tee = (local: number, value: WasmCode): WasmCode => [...value, 0x22, ...unsigned(local)];

export const integer = (value: number): WasmCode => [0x41, ...signed(value)];
export const plus = (a: WasmCode, b: WasmCode): WasmCode => [...a, ...b, 0x6a];
export const times = (a: WasmCode, b: WasmCode): WasmCode => [...a, ...b, 0x6c];

const simd = (opcode: number): WasmCode => [0xfd, ...unsigned(opcode)];
const binary =
  (opcode: number) =>
  (a: WasmCode, b: WasmCode): WasmCode => [...a, ...b, ...simd(opcode)];
/** Of any alignment, `offset` bytes behind the address. */
const at = (offset: number): WasmCode => [0, ...unsigned(offset)];

/** Four float32 side by side. */
export const f32x4 = {
  zero: [...simd(0x0c), ...Array<number>(16).fill(0)] as WasmCode,
  load: (address: WasmCode, offset = 0): WasmCode => [...address, ...simd(0x00), ...at(offset)],
  /** One float32, four times. */
  loadSplat: (address: WasmCode, offset = 0): WasmCode => [...address, ...simd(0x09), ...at(offset)],
  store: (address: WasmCode, value: WasmCode, offset = 0): WasmCode => [
    ...address,
    ...value,
    ...simd(0x0b),
    ...at(offset),
  ],
  add: binary(0xe4),
  sub: binary(0xe5),
  mul: binary(0xe6),
  lessOrEqual: binary(0x45),
  /** a < b ? b : a, so that a NaN in a stays. */
  pseudoMax: binary(0xeb),
  /** The bits of a where b has none. */
  andNot: binary(0x4f),
} as const;

/** Runs the body as often as the local counts, at least once; the local ends at 0. */
export function repeat(counter: number, body: WasmCode): WasmCode {
  return [0x03, 0x40, ...body, ...tee(counter, plus(get(counter), integer(-1))), 0x0d, 0, 0x0b];
}
