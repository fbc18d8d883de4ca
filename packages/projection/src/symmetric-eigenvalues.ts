import { type Matrix, powerOfTwoNear } from './matrix.ts';
import { tridiagonalEigenvalues } from './tridiagonal-eigenvalues.ts';

/**
 * All eigenvalues of a symmetric n × n matrix, ascending: Householder tridiagonalisation (2n³/3 multiplications), then QL.
 * Absolute error about n·ε·‖A‖. Only the lower triangle is read.
 * @see Golub & Van Loan, Matrix Computations, 4th ed., § 8.3
 */
export function symmetricEigenvalues({ rows: size, data }: Matrix): Float64Array {
  // Scaled, so that squares neither under- nor overflow.
  const unit = powerOfTwoNear(data);
  const a = data.map((entry) => entry / unit);
  const diagonal = new Float64Array(size);
  const offDiagonal = new Float64Array(size);
  const v = new Float64Array(size);
  const p = new Float64Array(size);
  for (let last = size - 1; last > 0; last -= 1) {
    // Reflects row `last`, columns 0 … last − 1, onto its final entry; what is above stays symmetric.
    const row = last * size;
    let norm = 0;
    for (let j = 0; j < last; j += 1) norm += (a[row + j] as number) * (a[row + j] as number);
    norm = Math.sqrt(norm);
    diagonal[last] = a[row + last] as number;
    const pivot = a[row + last - 1] as number;
    const alpha = pivot > 0 ? -norm : norm;
    offDiagonal[last] = alpha;
    if (norm === 0) continue;
    for (let j = 0; j < last; j += 1) v[j] = a[row + j] as number;
    v[last - 1] = pivot - alpha;
    const beta = 1 / (norm * (norm + Math.abs(pivot)));
    symmetricTimes(a, size, last, v, p);
    let pv = 0;
    for (let i = 0; i < last; i += 1) {
      p[i] = (p[i] as number) * beta;
      pv += (p[i] as number) * (v[i] as number);
    }
    const half = (beta * pv) / 2;
    for (let i = 0; i < last; i += 1) p[i] = (p[i] as number) - half * (v[i] as number);
    subtractOuterProducts(a, size, last, v, p);
  }
  diagonal[0] = a[0] as number;
  return tridiagonalEigenvalues(diagonal, offDiagonal).map((value) => value * unit);
}

/** p ← Av for the leading `count` rows of a symmetric A, from its lower triangle; two rows at a time, to read p and v half as often. */
function symmetricTimes(a: Float64Array, size: number, count: number, v: Float64Array, p: Float64Array): void {
  p.fill(0, 0, count);
  let i = 0;
  for (; i + 1 < count; i += 2) {
    const r0 = i * size;
    const r1 = r0 + size;
    const v0 = v[i] as number;
    const v1 = v[i + 1] as number;
    let s0 = 0;
    let s1 = 0;
    for (let j = 0; j < i; j += 1) {
      const x0 = a[r0 + j] as number;
      const x1 = a[r1 + j] as number;
      const vj = v[j] as number;
      s0 += x0 * vj;
      s1 += x1 * vj;
      p[j] = (p[j] as number) + (x0 * v0 + x1 * v1);
    }
    const between = a[r1 + i] as number;
    p[i] = (p[i] as number) + (s0 + (a[r0 + i] as number) * v0 + between * v1);
    p[i + 1] = (p[i + 1] as number) + (s1 + between * v0 + (a[r1 + i + 1] as number) * v1);
  }
  for (; i < count; i += 1) {
    let sum = (a[i * size + i] as number) * (v[i] as number);
    for (let j = 0; j < i; j += 1) {
      sum += (a[i * size + j] as number) * (v[j] as number);
      p[j] = (p[j] as number) + (a[i * size + j] as number) * (v[i] as number);
    }
    p[i] = (p[i] as number) + sum;
  }
}

/** A ← A − vpᵀ − pvᵀ in the lower triangle of the leading `count` rows. */
function subtractOuterProducts(a: Float64Array, size: number, count: number, v: Float64Array, p: Float64Array): void {
  let i = 0;
  for (; i + 1 < count; i += 2) {
    const r0 = i * size;
    const r1 = r0 + size;
    const v0 = v[i] as number;
    const v1 = v[i + 1] as number;
    const p0 = p[i] as number;
    const p1 = p[i + 1] as number;
    // One entry right of row i's diagonal is written too; nothing reads it.
    for (let j = 0; j <= i + 1; j += 1) {
      const vj = v[j] as number;
      const pj = p[j] as number;
      a[r0 + j] = (a[r0 + j] as number) - (v0 * pj + p0 * vj);
      a[r1 + j] = (a[r1 + j] as number) - (v1 * pj + p1 * vj);
    }
  }
  for (; i < count; i += 1) {
    for (let j = 0; j <= i; j += 1)
      a[i * size + j] =
        (a[i * size + j] as number) - ((v[i] as number) * (p[j] as number) + (p[i] as number) * (v[j] as number));
  }
}
