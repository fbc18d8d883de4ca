import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SafetensorsError } from './safetensors-error.ts';
import type { StoredTensor } from './stored-tensor.ts';
import {
  float32Tensor,
  float64Tensor,
  int64Tensor,
  toFloat32Array,
  toFloat64Array,
  toIntegers,
} from './tensor-values.ts';

/** The same tensor with its data at an odd address. */
function unaligned(tensor: StoredTensor): StoredTensor {
  const data = new Uint8Array(tensor.data.length + 1).subarray(1);
  data.set(tensor.data);
  return { ...tensor, data };
}

describe('tensor values', () => {
  it('go in and come out, aligned or not', () => {
    fc.assert(
      fc.property(fc.float32Array(), fc.float64Array(), fc.array(fc.maxSafeInteger()), (singles, doubles, integers) => {
        const single = float32Tensor(singles, [singles.length]);
        const double = float64Tensor(doubles, [doubles.length]);
        const integer = int64Tensor(integers, [integers.length]);
        for (const place of [(tensor: StoredTensor) => tensor, unaligned]) {
          expect(toFloat32Array(place(single))).toEqual(singles);
          expect(toFloat64Array(place(double))).toEqual(doubles);
          expect(toFloat64Array(place(single))).toEqual(Float64Array.from(singles));
          expect(toIntegers(place(integer))).toEqual(integers);
        }
      }),
    );
  });

  it('are little-endian', () => {
    expect([...float32Tensor(Float32Array.of(1), []).data]).toEqual([0, 0, 0x80, 0x3f]);
    expect([...int64Tensor([-2], [1]).data]).toEqual([0xfe, 255, 255, 255, 255, 255, 255, 255]);
  });

  it('take the part of a buffer that the array views', () => {
    const part = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    expect([...toFloat32Array(float32Tensor(part, [2]))]).toEqual([2, 3]);
  });

  it('share memory where they can, and never reach beyond the tensor', () => {
    const tensor = float32Tensor(Float32Array.of(1, 2), [2]);
    expect(toFloat32Array(tensor).buffer).toBe(tensor.data.buffer);
    const apart = unaligned(tensor);
    expect(toFloat32Array(apart).buffer).not.toBe(apart.data.buffer);
    // A Node Buffer's slice() would be a view at the same odd address.
    const buffer = Buffer.from(apart.data.buffer, 1, 8);
    expect([...toFloat32Array({ ...tensor, data: buffer })]).toEqual([1, 2]);
  });

  it('reads every integer dtype with its sign', () => {
    const ones = (dtype: StoredTensor['dtype'], bytes: number): StoredTensor => ({
      dtype,
      shape: [],
      data: new Uint8Array(bytes).fill(255),
    });
    expect(toIntegers(ones('I64', 8))).toEqual([-1]);
    expect(toIntegers(ones('I32', 4))).toEqual([-1]);
    expect(toIntegers(ones('U32', 4))).toEqual([2 ** 32 - 1]);
    expect(toIntegers(ones('I16', 2))).toEqual([-1]);
    expect(toIntegers(ones('U16', 2))).toEqual([65535]);
    expect(toIntegers(ones('I8', 1))).toEqual([-1]);
    expect(toIntegers(ones('U8', 1))).toEqual([255]);
    expect(() => toIntegers(ones('U64', 8), 'step')).toThrow('step: value 0: expected an integer within ±(2^53 − 1)');
  });

  it('refuses another dtype, and says which it found', () => {
    const labels = int64Tensor([1], [1]);
    expect(() => toFloat32Array(labels, 'y')).toThrow(new SafetensorsError('y: expected dtype F32, found I64'));
    expect(() => toFloat64Array(labels, 'y')).toThrow('y: expected dtype F64 or F32, found I64');
    expect(() => toFloat32Array(float64Tensor(Float64Array.of(1), []))).toThrow('expected dtype F32, found F64');
    expect(() => toIntegers(float32Tensor(Float32Array.of(1), []))).toThrow('I8 or U8, found F32');
  });

  it('refuses what does not fit the shape or the dtype', () => {
    expect(() => float32Tensor(Float32Array.of(1, 2), [3])).toThrow('expected 12 bytes for F32 of shape [3], found 8');
    expect(() => int64Tensor([1, 0.5], [2])).toThrow('value 1 of an I64 tensor: expected a safe integer, found 0.5');
    expect(() => int64Tensor([2 ** 53], [1])).toThrow(SafetensorsError);
    const cut = { ...float32Tensor(Float32Array.of(1), [1]), data: new Uint8Array(3) };
    expect(() => toFloat32Array(cut, 'w')).toThrow('w: expected 4 bytes for F32 of shape [1], found 3');
  });
});
