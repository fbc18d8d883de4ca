import { Generator } from '@procrustes/random';
import { tridiagonalEigenvalues } from './tridiagonal-eigenvalues.ts';
import { tridiagonalEigenvector } from './tridiagonal-eigenvector.ts';

/** A matrix known by its action alone, with rows ≥ columns. */
export interface LinearMap {
  readonly rows: number;
  readonly columns: number;
  apply(x: Float64Array): Float64Array;
  applyTransposed(y: Float64Array): Float64Array;
}

/** Multiplications that the reorthogonalisation may cost, some ten seconds: 1,000 steps for 5,000 columns, 270 for 65,536. */
const REORTHOGONALISATION_BUDGET = 5e9;

/**
 * The largest and the smallest singular value of a large map by Golub–Kahan–Lanczos bidiagonalisation, the right basis
 * reorthogonalised in full (which keeps the left one orthogonal enough, Simon & Zha 2000):
 * A·V = U·B, Aᵀ·U = V·Bᵀ + β·v·eᵀ, and the singular values of the small bidiagonal B are near those of A. For a triplet (θ, p, q) of B
 * the residual is β·|last entry of p|, and some singular value of A lies within it of θ: `error` is the larger of the two residuals.
 * The largest settles soon. The smallest one is approached from above, slowly where others are near, and then `error` says so.
 * @see Golub & Van Loan, Matrix Computations, 4th ed., § 10.4
 */
export function extremeSingularValues(map: LinearMap, tolerance = 1e-10): { max: number; min: number; error: number } {
  const start = Generator.named(0, 'lanczos start');
  const limit = Math.min(map.columns, Math.floor(Math.sqrt(REORTHOGONALISATION_BUDGET / map.columns)));
  const right: Float64Array[] = [normalised(Float64Array.from({ length: map.columns }, () => start.normal()))];
  // The symmetric form of B: zero diagonal, off-diagonal α₁, β₁, α₂, β₂ …; entry 0 is not used.
  const offDiagonal: number[] = [0];
  let left: Float64Array = new Float64Array(map.rows);
  let nextCheck = 40;
  for (let step = 1; ; step += 1) {
    const v = right[step - 1] as Float64Array;
    const u = map.apply(v);
    if (step > 1) addScaled(u, left, -(offDiagonal.at(-1) as number));
    const alpha = norm(u);
    left = alpha === 0 ? u : u.map((value) => value / alpha);
    const next = map.applyTransposed(left);
    addScaled(next, v, -alpha);
    orthogonalise(next, right);
    const beta = norm(next);
    offDiagonal.push(alpha);
    const exhausted = step === limit || beta === 0 || alpha === 0;
    if (exhausted || step >= nextCheck) {
      const estimate = ritzExtremes(offDiagonal, beta);
      if (exhausted || estimate.error <= tolerance * estimate.max) return estimate;
      nextCheck = Math.ceil(step * 1.25);
    }
    offDiagonal.push(beta);
    right.push(next.map((value) => value / beta));
  }
}

/** The extreme singular values of the bidiagonal matrix, and the larger of their residuals. */
function ritzExtremes(offDiagonal: readonly number[], beta: number) {
  const size = offDiagonal.length;
  const diagonal = new Float64Array(size);
  const eigenvalues = tridiagonalEigenvalues(diagonal, offDiagonal);
  const [max, min] = [eigenvalues[size - 1] as number, eigenvalues[size / 2] as number];
  // An eigenvector of length 1 holds p and q, each of length 1/√2, in turn; p comes last.
  const residual = (theta: number) =>
    beta * Math.SQRT2 * Math.abs(tridiagonalEigenvector(diagonal, offDiagonal, theta)[size - 1] as number);
  const rounding = 8 * Number.EPSILON * Math.sqrt(size) * max;
  return { max, min: Math.max(0, min), error: Math.max(rounding, residual(max), residual(min)) };
}

/** Gram–Schmidt, again where the first pass took most of the vector away: twice is enough (Kahan). */
function orthogonalise(vector: Float64Array, basis: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass += 1) {
    const before = norm(vector);
    for (const other of basis) addScaled(vector, other, -dot(vector, other));
    if (norm(vector) > 0.7 * before) return;
  }
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i += 1) target[i] = (target[i] as number) + factor * (source[i] as number);
}

function dot(a: Float64Array, b: Float64Array): number {
  // Four sums keep the processor busy where one would wait for itself.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < a.length; i += 4) {
    s0 += (a[i] as number) * (b[i] as number);
    s1 += (a[i + 1] as number) * (b[i + 1] as number);
    s2 += (a[i + 2] as number) * (b[i + 2] as number);
    s3 += (a[i + 3] as number) * (b[i + 3] as number);
  }
  for (; i < a.length; i += 1) s0 += (a[i] as number) * (b[i] as number);
  return s0 + s1 + (s2 + s3);
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function normalised(a: Float64Array): Float64Array {
  const length = norm(a);
  return a.map((value) => value / length);
}
