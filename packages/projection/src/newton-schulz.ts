import type { Matrix } from './matrix.ts';
import { multiply, symmetricProduct } from './multiply.ts';
import { orthogonalityDefect } from './orthogonality-defect.ts';

/** What an iteration came to: orthonormal rows, ‖I − XXᵀ‖_F, and the steps it took. */
export interface Orthonormalised {
  readonly rows: Matrix;
  readonly residual: number;
  readonly iterations: number;
}

/** Coefficients of the Taylor series of (1 − x)^(−1/2). */
const SERIES = [1, 1 / 2, 3 / 8, 5 / 16, 35 / 128, 63 / 256];

/**
 * Newton–Schulz on the smaller side, for a wide X (n ≤ m) with ‖X‖₂² < 2: X ← q(E)·X, E = I − XXᵀ, where q is the series of
 * (1 − x)^(−1/2) cut after x⁵, x² or x, so that ‖E‖ falls at least to its 6th, 3rd or 2nd power. Ends when ‖E‖_F is at rounding
 * level, or tells by its residual that it has not got there: no fixed number of steps.
 * With `startWithin` it returns at once, unchanged, where ‖E‖₂ is not below that at the start (by a few power iterations).
 * The map of σ is increasing on [0, 1], which makes it backward stable there (Nakatsukasa & Higham 2012, § 4).
 * @see Björck & Bowie 1971; Kovarik 1970
 */
export function newtonSchulz(
  start: Matrix,
  maximumIterations: number,
  startWithin = Number.POSITIVE_INFINITY,
): Orthonormalised {
  const rounding = 2 * Number.EPSILON * start.rows;
  let rows = start;
  let previous = Number.POSITIVE_INFINITY;
  for (let iterations = 0; ; iterations += 1) {
    const { defect, residual } = orthogonalityDefect(rows);
    const settled = residual <= rounding || (residual < 1e-10 && residual > previous / 2);
    if (iterations === 0 && residual >= startWithin && !(spectralNorm(defect) < startWithin))
      return { rows, residual, iterations };
    if (settled || iterations >= maximumIterations || !(residual < Number.POSITIVE_INFINITY)) {
      return { rows, residual, iterations };
    }
    rows = multiply(series(defect, residual), rows);
    previous = residual;
  }
}

function series(defect: Matrix, residual: number): Matrix {
  const size = defect.rows;
  if (residual < 1e-7) return polynomial(size, SERIES.slice(0, 2), [defect]);
  const square = symmetricProduct(defect, defect);
  if (residual < 1e-5) return polynomial(size, SERIES.slice(0, 3), [defect, square]);
  const cube = symmetricProduct(defect, square);
  const upper = symmetricProduct(cube, polynomial(size, SERIES.slice(3), [defect, square]));
  const sum = polynomial(size, SERIES.slice(0, 3), [defect, square]);
  for (let i = 0; i < sum.data.length; i += 1) sum.data[i] = (sum.data[i] as number) + (upper.data[i] as number);
  return sum;
}

/** c₀I + c₁P₁ + c₂P₂ … */
function polynomial(size: number, coefficients: readonly number[], powers: readonly Matrix[]): Matrix {
  const data = new Float64Array(size * size);
  for (const [index, power] of powers.entries()) {
    const coefficient = coefficients[index + 1] as number;
    for (let i = 0; i < data.length; i += 1) data[i] = (data[i] as number) + coefficient * (power.data[i] as number);
  }
  for (let i = 0; i < size; i += 1) data[i * size + i] = (data[i * size + i] as number) + (coefficients[0] as number);
  return { rows: size, columns: size, data };
}

/** ‖E‖₂ of a symmetric E from below, by power iteration: near enough to choose a method by. */
function spectralNorm({ rows: size, data }: Matrix): number {
  let x = Float64Array.from({ length: size }, (_, i) => Math.cos(1 + i * i));
  let norm = 0;
  for (let step = 0; step < 8; step += 1) {
    const length = euclideanNorm(x);
    if (!(length > 0)) return length;
    const y = new Float64Array(size);
    for (let i = 0; i < size; i += 1) {
      const factor = (x[i] as number) / length;
      for (let j = 0; j < size; j += 1) y[j] = (y[j] as number) + factor * (data[i * size + j] as number);
    }
    norm = euclideanNorm(y);
    x = y;
  }
  return norm;
}

function euclideanNorm(x: Float64Array): number {
  return Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
}
