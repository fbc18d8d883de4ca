import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import type { Matrix } from './matrix.ts';

/** A plane that a rotation turns into itself: v ↦ cos θ·v + sin θ·w, w ↦ −sin θ·v + cos θ·w, with v and w orthonormal. */
export interface RotationPlane {
  /** In (0, π]. */
  readonly angle: number;
  readonly v: Float64Array;
  readonly w: Float64Array;
}

/** Below this ‖Qv − cos θ·v‖ is rounding: v is turned by 0 or π. */
const ROUNDING = 1e-11;

/** What is left of a unit vector that counts as nothing: of any direction that is missing, one of n eigenvectors holds 1/√n. */
const DEPENDENT = 1e-4;

/**
 * The planes of a rotation Q (orthogonal, det Q = 1), so that Q = I + Σ (cos θ − 1)(vvᵀ + wwᵀ) + sin θ (wvᵀ − vwᵀ); what lies
 * in none of them stays as it is.
 *
 * The symmetric part (Q + Qᵀ)/2 has the eigenvalue cos θ on each plane; Q itself leads from a vector of it into the plane. Angles that
 * are nearly equal, or nearly 0 or π, cost accuracy: up to the square root of the rounding error.
 *
 * @throws RangeError where det Q = −1
 * @see Horn & Johnson, Matrix Analysis, 2nd ed., corollary 2.5.11
 */
export function rotationPlanes(rotation: Matrix): RotationPlane[] {
  const { rows: size, data } = rotation;
  const symmetric = new MlMatrix(size, size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      symmetric.set(i, j, ((data[i * size + j] as number) + (data[j * size + i] as number)) / 2);
    }
  }
  const { eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  const planes: RotationPlane[] = [];
  const found: Float64Array[] = [];
  const reversed: Float64Array[] = [];
  for (let column = 0; column < size; column += 1) {
    const v = unitOutside(Float64Array.from(eigenvectorMatrix.getColumn(column)), found);
    if (v === null) continue;
    const turned = times(rotation, v);
    const cosine = dot(turned, v);
    const rest = turned.map((entry, i) => entry - cosine * (v[i] as number));
    const sine = Math.sqrt(dot(rest, rest));
    found.push(v);
    if (sine <= ROUNDING) {
      if (cosine < 0) reversed.push(v);
      continue;
    }
    const w = unitOutside(rest, found);
    if (w === null) continue;
    found.push(w);
    planes.push({ angle: Math.atan2(sine, cosine), v, w });
  }
  if (reversed.length % 2 === 1) throw new RangeError('a rotation has determinant 1, got a reflection: det Q = −1');
  for (let i = 0; i < reversed.length; i += 2) {
    planes.push({ angle: Math.PI, v: reversed[i] as Float64Array, w: reversed[i + 1] as Float64Array });
  }
  return planes;
}

/** Q^t, which turns every plane by tθ. */
export function rotationPower(size: number, planes: readonly RotationPlane[], exponent: number): Matrix {
  const data = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) data[i * size + i] = 1;
  for (const { angle, v, w } of planes) {
    const sine = Math.sin(exponent * angle);
    // cos − 1 without cancellation.
    const change = -2 * Math.sin((exponent * angle) / 2) ** 2;
    for (let i = 0; i < size; i += 1) {
      const [vi, wi] = [v[i] as number, w[i] as number];
      const [alongV, alongW] = [change * vi + sine * wi, change * wi - sine * vi];
      for (let j = 0; j < size; j += 1) {
        data[i * size + j] = (data[i * size + j] as number) + alongV * (v[j] as number) + alongW * (w[j] as number);
      }
    }
  }
  return { rows: size, columns: size, data };
}

/** What of a vector is orthogonal to these, normalised; null where that is rounding. */
function unitOutside(vector: Float64Array, orthonormal: readonly Float64Array[]): Float64Array | null {
  const length = Math.sqrt(dot(vector, vector));
  let rest = vector.map((entry) => entry / length);
  // Twice is enough: Parlett, The Symmetric Eigenvalue Problem, § 6.9.
  for (let pass = 0; pass < 2; pass += 1) {
    for (const other of orthonormal) {
      const along = dot(rest, other);
      rest = rest.map((entry, i) => entry - along * (other[i] as number));
    }
  }
  const left = Math.sqrt(dot(rest, rest));
  return left < DEPENDENT ? null : rest.map((entry) => entry / left);
}

function times({ rows, columns, data }: Matrix, vector: Float64Array): Float64Array {
  const product = new Float64Array(rows);
  for (let i = 0; i < rows; i += 1) {
    let sum = 0;
    for (let j = 0; j < columns; j += 1) sum += (data[i * columns + j] as number) * (vector[j] as number);
    product[i] = sum;
  }
  return product;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
