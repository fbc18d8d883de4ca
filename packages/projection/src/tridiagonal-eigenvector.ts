/**
 * A unit eigenvector of a symmetric tridiagonal matrix for a computed eigenvalue, by inverse iteration: solves (T − λI)x = b by Gaussian
 * elimination with partial pivoting, three times from a fixed start; O(n). Where eigenvalues all but agree it is some vector of their space.
 * @param offDiagonal `offDiagonal[i]` couples i − 1 and i; entry 0 is not read
 * @see Golub & Van Loan, Matrix Computations, 4th ed., § 8.2.2
 */
export function tridiagonalEigenvector(
  diagonal: ArrayLike<number>,
  offDiagonal: ArrayLike<number>,
  eigenvalue: number,
): Float64Array {
  const size = diagonal.length;
  let x: Float64Array = Float64Array.from({ length: size }, (_, i) => 1 + Math.cos(1 + i * i) / 2);
  for (let iteration = 0; iteration < 3; iteration += 1) {
    x = solveShifted(diagonal, offDiagonal, eigenvalue, x);
    const largest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    x = x.map((value) => value / largest);
    const length = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
    x = x.map((value) => value / length);
  }
  return x;
}

function solveShifted(
  diagonal: ArrayLike<number>,
  offDiagonal: ArrayLike<number>,
  shift: number,
  rightSide: Float64Array,
): Float64Array {
  const size = diagonal.length;
  // Rows of the triangular factor: three entries each, since a swap brings in one more.
  const first = Float64Array.from(diagonal, (value) => value - shift);
  const second = Float64Array.from({ length: size }, (_, i) => (i + 1 < size ? (offDiagonal[i + 1] as number) : 0));
  const third = new Float64Array(size);
  const x = rightSide.slice();
  let norm = Math.abs(shift);
  for (let i = 1; i < size; i += 1) norm = Math.max(norm, Math.abs(offDiagonal[i] as number));
  // A pivot of zero means that the shift is an eigenvalue to working precision, which is what is wanted.
  const least = Number.EPSILON * norm || Number.MIN_VALUE;
  for (let i = 0; i + 1 < size; i += 1) {
    const below = offDiagonal[i + 1] as number;
    if (Math.abs(below) > Math.abs(first[i] as number)) {
      const factor = (first[i] as number) / below;
      const [pivotSecond, pivotRight] = [second[i] as number, x[i] as number];
      first[i] = below;
      second[i] = first[i + 1] as number;
      third[i] = second[i + 1] as number;
      x[i] = x[i + 1] as number;
      first[i + 1] = pivotSecond - factor * (second[i] as number);
      second[i + 1] = -factor * (third[i] as number);
      x[i + 1] = pivotRight - factor * (x[i] as number);
    } else {
      if (Math.abs(first[i] as number) < least) first[i] = least;
      const factor = below / (first[i] as number);
      first[i + 1] = (first[i + 1] as number) - factor * (second[i] as number);
      x[i + 1] = (x[i + 1] as number) - factor * (x[i] as number);
    }
  }
  if (Math.abs(first[size - 1] as number) < least) first[size - 1] = least;
  for (let i = size - 1; i >= 0; i -= 1) {
    let value = x[i] as number;
    if (i + 1 < size) value -= (second[i] as number) * (x[i + 1] as number);
    if (i + 2 < size) value -= (third[i] as number) * (x[i + 2] as number);
    x[i] = value / (first[i] as number);
  }
  return x;
}
