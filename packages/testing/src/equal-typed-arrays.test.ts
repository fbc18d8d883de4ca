import { describe, expect, it } from 'vitest';
import { equalTypedArrays } from './equal-typed-arrays.ts';

const kinds = [Float32Array, Float64Array, Uint8Array, Int32Array] as const;

describe('equalTypedArrays', () => {
  it.each(kinds)('%o: the same numbers in the same places, as many of them', (Kind) => {
    const values = Kind.of(3, 0, 250);
    expect(equalTypedArrays(values, Kind.from(values))).toBe(true);
    expect(equalTypedArrays(values, Kind.of(3, 1, 250))).toBe(false);
    expect(equalTypedArrays(values, Kind.of(0, 3, 250))).toBe(false);
    expect(equalTypedArrays(values, Kind.of(3, 0))).toBe(false);
    expect(equalTypedArrays(Kind.of(), Kind.of())).toBe(true);
  });

  it('tells NaN from a number and −0 from 0', () => {
    expect(equalTypedArrays(Float32Array.of(Number.NaN), Float32Array.of(Number.NaN))).toBe(true);
    expect(equalTypedArrays(Float32Array.of(Number.NaN), Float32Array.of(1))).toBe(false);
    expect(equalTypedArrays(Float32Array.of(0), Float32Array.of(-0))).toBe(false);
  });

  it('looks at a view’s own part of its buffer alone', () => {
    const { buffer } = Float32Array.of(1, 2, 3);
    expect(equalTypedArrays(new Float32Array(buffer, 4), Float32Array.of(2, 3))).toBe(true);
    expect(equalTypedArrays(new Float32Array(buffer, 4), Float32Array.of(1, 2))).toBe(false);
  });

  it('leaves two kinds, and what is none, to others', () => {
    expect(equalTypedArrays(Float32Array.of(1), Float64Array.of(1))).toBeUndefined();
    expect(equalTypedArrays(Uint8Array.of(1), [1])).toBeUndefined();
    expect(equalTypedArrays([1], [1])).toBeUndefined();
    expect(equalTypedArrays(new DataView(new ArrayBuffer(1)), new DataView(new ArrayBuffer(1)))).toBeUndefined();
  });

  // Those of the setup file, in which it is one of the testers.
  it('is what toEqual goes by, at any depth', () => {
    const weights = (last: number) => ({ weights: [new Map([['w', Float32Array.of(1, 2, last)]])] });
    expect(weights(3)).toEqual(weights(3));
    expect(weights(3)).not.toEqual(weights(4));
    expect(() => expect(weights(3)).toEqual(weights(4))).toThrow();
    expect(Float32Array.of(1)).not.toEqual(Float64Array.of(1));
    expect(Float32Array.of(1)).toEqual(expect.any(Float32Array));
  });
});
