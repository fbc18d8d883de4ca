import 'vitest';

/** A dense matrix in row-major order. */
export interface DenseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: ArrayLike<number>;
}

interface Matchers<R = unknown> {
  /** max |aᵢ − bᵢ| ≤ tolerance, and equal lengths. */
  toBeAllClose(expected: ArrayLike<number>, tolerance: number): R;
  /** ‖a − b‖ ≤ tolerance · ‖b‖ (Euclidean), and equal lengths. */
  toBeRelativelyClose(expected: ArrayLike<number>, tolerance: number): R;
  /** max |I − QᵀQ| ≤ tolerance for tall matrices, |I − QQᵀ| for wide ones. */
  toBeOrthogonal(tolerance: number): R;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the signature that Vitest's own interface has
  interface Assertion<T = any> extends Matchers<T> {}
  interface AsymmetricMatchersContaining extends Matchers {}
}

/** The larger of all |aᵢ − bᵢ|; NaN anywhere gives NaN. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i += 1) {
    const difference = Math.abs((a[i] as number) - (b[i] as number));
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

/** ‖a − b‖ / ‖b‖ (Euclidean). */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < b.length; i += 1) {
    difference += ((a[i] as number) - (b[i] as number)) ** 2;
    norm += (b[i] as number) ** 2;
  }
  return Math.sqrt(difference) / (norm === 0 ? 1 : Math.sqrt(norm));
}

/** max |I − G|, G the Gram matrix of the smaller side. */
export function orthogonalityResidual({ rows, columns, data }: DenseMatrix): number {
  const tall = rows >= columns;
  const [size, length] = tall ? [columns, rows] : [rows, columns];
  const at = (vector: number, index: number): number =>
    (tall ? data[index * columns + vector] : data[vector * columns + index]) as number;
  let largest = 0;
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let dot = 0;
      for (let k = 0; k < length; k += 1) dot += at(i, k) * at(j, k);
      const residual = Math.abs(dot - (i === j ? 1 : 0));
      if (!(residual <= largest)) largest = residual;
    }
  }
  return largest;
}

function verdict(pass: boolean, found: string, limit: string) {
  return { pass, message: () => `${found}, ${pass ? 'within' : 'over'} the limit of ${limit}` };
}

function unequalLengths(received: ArrayLike<number>, expected: ArrayLike<number>) {
  return { pass: false, message: () => `expected ${expected.length} values, found ${received.length}` };
}

export const matchers = {
  toBeAllClose(received: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
    if (received.length !== expected.length) return unequalLengths(received, expected);
    const error = largestDifference(received, expected);
    return verdict(error <= tolerance, `largest difference ${error}`, `${tolerance}`);
  },
  toBeRelativelyClose(received: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
    if (received.length !== expected.length) return unequalLengths(received, expected);
    const error = relativeError(received, expected);
    return verdict(error <= tolerance, `relative error ${error}`, `${tolerance}`);
  },
  toBeOrthogonal(received: DenseMatrix, tolerance: number) {
    const residual = orthogonalityResidual(received);
    return verdict(residual <= tolerance, `largest |I − QᵀQ| ${residual}`, `${tolerance}`);
  },
};
