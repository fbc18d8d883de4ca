import { inverse } from './inverse.ts';
import { type LqFactors, lqFactors } from './lq-factors.ts';
import type { Matrix } from './matrix.ts';
import { newtonSchulz, type Orthonormalised } from './newton-schulz.ts';

/** Scaled Newton needs at most nine steps up to a condition number of 1e16; twice that is a failure. */
const MAXIMUM_ITERATIONS = 20;

/**
 * The orthonormal polar factor of a wide X (n ≤ m) of full rank by Newton's iteration, well-conditioned for any condition number:
 * X = LQ first (Householder), then on the n × n core Y ← ½(ζY + ζ⁻¹Y⁻ᵀ) with Higham's scaling
 * ζ⁴ = ‖Y⁻¹‖₁‖Y⁻¹‖_∞ / (‖Y‖₁‖Y‖_∞), and one Newton–Schulz step to rounding level.
 * Returns null where the core is singular to working precision: the polar factor is not unique there.
 * @see Higham 1986, Computing the polar decomposition; Byers & Xu 2008 for its backward stability
 */
export function scaledNewton(wide: Matrix): Orthonormalised | null {
  const lq: LqFactors | null = wide.rows < wide.columns ? lqFactors(wide) : null;
  let core = lq === null ? wide : lq.lower;
  const size = core.rows;
  for (let iteration = 1; iteration <= MAXIMUM_ITERATIONS; iteration += 1) {
    const inverted = inverse(core);
    if (inverted === null) return null;
    const ratio = (inverted.norm1 * inverted.normInfinity) / (norm1(core) * normInfinity(core));
    if (!Number.isFinite(ratio)) return null;
    // Near the end the scaling only adds rounding, so the last steps go without.
    const zeta = Math.abs(ratio - 1) < 0.1 ? 1 : ratio ** 0.25;
    const next = new Float64Array(size * size);
    let change = 0;
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) {
        const old = core.data[i * size + j] as number;
        const value = (zeta * old + (inverted.data[j * size + i] as number) / zeta) / 2;
        next[i * size + j] = value;
        change += (value - old) ** 2;
      }
    }
    core = { rows: size, columns: size, data: next };
    // Newton squares the error: a change below 1e-4 leaves 1e-8, which the Newton–Schulz step squares once more.
    if (change < 1e-8) {
      const polished = newtonSchulz(lq === null ? core : lq.timesOrthonormalRows(core), 3);
      return { ...polished, iterations: iteration + polished.iterations };
    }
  }
  return null;
}

function norm1({ rows, columns, data }: Matrix): number {
  const sums = new Float64Array(columns);
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) sums[j] = (sums[j] as number) + Math.abs(data[i * columns + j] as number);
  }
  return sums.reduce((a, b) => Math.max(a, b), 0);
}

function normInfinity({ rows, columns, data }: Matrix): number {
  let largest = 0;
  for (let i = 0; i < rows; i += 1) {
    let sum = 0;
    for (let j = 0; j < columns; j += 1) sum += Math.abs(data[i * columns + j] as number);
    largest = Math.max(largest, sum);
  }
  return largest;
}
