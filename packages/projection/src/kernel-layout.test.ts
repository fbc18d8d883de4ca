import { describe, expect, it } from 'vitest';
import { toHwio, toOihw } from './kernel-layout.ts';

describe('kernel layouts', () => {
  const shape = [2, 3, 1, 2] as const;
  const oihw = Float32Array.from({ length: 12 }, (_, i) => i);

  it('put [out, in, height, width] to [height, width, in, out] and back', () => {
    const hwio = toHwio(oihw, shape);
    // Value (o, c, 0, x) is 6o + 2c + x and stands at (x, c, o).
    expect([...hwio]).toEqual([0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]);
    expect(toOihw(hwio, shape)).toEqual(oihw);
    expect(hwio).toBeInstanceOf(Float32Array);
  });

  it('refuse a wrong number of values, and quote it', () => {
    expect(() => toHwio(oihw, [2, 3, 2, 2])).toThrow('24 values, got 12');
  });
});
