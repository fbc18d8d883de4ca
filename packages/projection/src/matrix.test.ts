import { describe, expect, it } from 'vitest';
import { createMatrix, powerOfTwoNear, requireFinite, requireMatrix, scale, transpose } from './matrix.ts';

describe('createMatrix', () => {
  it('copies its entries, and has zeros without', () => {
    const entries = Float64Array.of(1, 2, 3, 4, 5, 6);
    const matrix = createMatrix(2, 3, entries);
    entries[0] = 9;
    expect(matrix).toEqual({ rows: 2, columns: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6) });
    expect(createMatrix(1, 2).data).toEqual(new Float64Array(2));
  });

  it.each([
    [0, 3, undefined, 'got 0×3'],
    [2, 1.5, undefined, 'got 2×1.5'],
    [2, 2, [1, 2, 3], '4 entries, got 3'],
  ])('refuses %d×%d with %j', (rows, columns, entries, message) => {
    expect(() => createMatrix(rows, columns, entries)).toThrow(message);
  });
});

describe('requireMatrix', () => {
  it('lets a matrix through, and none that is empty, of another length or not finite', () => {
    expect(() => requireMatrix(createMatrix(2, 3))).not.toThrow();
    expect(() => requireMatrix({ rows: 2, columns: 0, data: new Float64Array(0) })).toThrow('got 2×0');
    expect(() => requireMatrix({ rows: 2, columns: 3, data: new Float64Array(5) })).toThrow('6 entries, got 5');
    expect(() => requireMatrix(createMatrix(1, 2, [1, Number.NaN]))).toThrow('the 1×2 matrix holds NaN at index 1');
  });
});

describe('requireFinite', () => {
  it('quotes the first value that is not, and where it stands', () => {
    expect(() => requireFinite([1, Number.MAX_VALUE, -0], 'it')).not.toThrow();
    expect(() => requireFinite([1, Number.NEGATIVE_INFINITY, Number.NaN], 'it')).toThrow(
      'it holds -Infinity at index 1',
    );
  });
});

describe('transpose and scale', () => {
  it('make new matrices', () => {
    const matrix = createMatrix(2, 3, [1, 2, 3, 4, 5, 6]);
    expect(transpose(matrix)).toEqual(createMatrix(3, 2, [1, 4, 2, 5, 3, 6]));
    expect(transpose(transpose(matrix))).toEqual(matrix);
    expect(scale(matrix, -2).data).toEqual(Float64Array.of(-2, -4, -6, -8, -10, -12));
    expect(matrix.data[0]).toBe(1);
  });
});

describe('powerOfTwoNear', () => {
  it.each([1, 3, 0.75, 1e-300, 1e300, 5e-324, Number.MAX_VALUE])(
    'brings the largest entry near 1 and changes no digit: %d',
    (size) => {
      const unit = powerOfTwoNear(Float64Array.of(size / 3, -size));
      expect(Number.isInteger(Math.log2(unit))).toBe(true);
      expect((size / unit) * unit).toBe(size);
      // Below 2^-1000 and above 2^1000 the power itself is bounded.
      const bound = Math.abs(Math.log2(size)) > 1000 ? 2 ** 74 : 2;
      expect(size / unit).toBeLessThan(bound);
      expect(size / unit).toBeGreaterThanOrEqual(1 / bound);
    },
  );

  it('is 1 for zeros', () => {
    expect(powerOfTwoNear(new Float64Array(3))).toBe(1);
  });
});
