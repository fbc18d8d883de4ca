import { describe, expect, it } from 'vitest';
import { f32x4, get, integer, plus, repeat, set, times, unsigned } from './wasm-code.ts';
import { instantiate, type WasmFunction, wasmModule } from './wasm-module.ts';

/** Doubles the four float32 at the first parameter, as often as the second says. */
const double: WasmFunction = {
  name: 'double',
  parameters: 2,
  integers: 0,
  vectors: 1,
  body: repeat(1, [...set(2, f32x4.load(get(0))), ...f32x4.store(get(0), f32x4.add(get(2), get(2)))]),
};

describe('a module of our own', () => {
  it('computes in a memory that it is given', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const values = new Float32Array(memory.buffer);
    values.set([1, -2, 3, 0.5, 7], 4);
    instantiate([double], memory).double?.(16, 3);
    expect([...values.subarray(3, 9)]).toEqual([0, 8, -16, 24, 4, 7]);
  });

  it('computes in shared memory too', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true });
    const values = new Float32Array(memory.buffer);
    values.set([1, 2, 3, 4]);
    instantiate([double], memory).double?.(0, 1);
    expect([...values.subarray(0, 4)]).toEqual([2, 4, 6, 8]);
  });

  it.each([0, 1, 63, 64, 127, 128, 8191, 65_535, 2 ** 30, -1, -64, -65, -8193, -(2 ** 31)])(
    'writes the integer %i',
    (value) => {
      const memory = new WebAssembly.Memory({ initial: 1 });
      const bytes = wasmModule(
        [
          {
            name: 'compare',
            parameters: 1,
            integers: 1,
            vectors: 0,
            // if (constant − parameter) unreachable
            body: [...set(1, plus(times(get(0), integer(-1)), integer(value))), ...get(1), ...[0x04, 0x40, 0x00, 0x0b]],
          },
        ],
        { shared: false },
      );
      const module = new WebAssembly.Module(bytes as BufferSource);
      const { compare } = new WebAssembly.Instance(module, { env: { memory } }).exports as Record<
        string,
        (n: number) => void
      >;
      expect(() => compare?.(value)).not.toThrow();
      expect(() => compare?.(value ^ 1)).toThrow(WebAssembly.RuntimeError);
    },
  );

  it('writes sizes in seven bits a byte', () => {
    expect([0, 127, 128, 65_536].map((value) => unsigned(value))).toEqual([[0], [127], [128, 1], [128, 128, 4]]);
  });

  it('is refused by the engine where code is missing', () => {
    const broken = { ...double, body: double.body.slice(0, -1) };
    expect(WebAssembly.validate(wasmModule([double], { shared: false }) as BufferSource)).toBe(true);
    expect(WebAssembly.validate(wasmModule([broken], { shared: false }) as BufferSource)).toBe(false);
  });
});
