/**
 * Eigenvalues, ascending, of the symmetric tridiagonal matrix with this diagonal d₀ … d_{n−1} and off-diagonal e₁ … e_{n−1}
 * (`offDiagonal[i]` couples i − 1 and i; entry 0 is not read). QL with implicit Wilkinson shifts; O(n²), absolute error about ε·‖T‖.
 * @throws Error when an eigenvalue does not settle in 60 sweeps, which no finite matrix has been seen to do.
 * @see Golub & Van Loan, Matrix Computations, 4th ed., § 8.3.5
 */
export function tridiagonalEigenvalues(diagonal: ArrayLike<number>, offDiagonal: ArrayLike<number>): Float64Array {
  const size = diagonal.length;
  const d = Float64Array.from(diagonal);
  const e = new Float64Array(size);
  for (let i = 1; i < size; i += 1) e[i - 1] = offDiagonal[i] as number;
  let norm = 0;
  for (let i = 0; i < size; i += 1) norm = Math.max(norm, Math.abs(d[i] as number) + Math.abs(e[i] as number));
  const negligible = Number.EPSILON * norm;
  for (let start = 0; start < size; start += 1) {
    for (let sweep = 0; ; sweep += 1) {
      let end = start;
      while (end < size - 1 && Math.abs(e[end] as number) > negligible) end += 1;
      if (end === start) break;
      if (sweep === 60)
        throw new Error(`eigenvalue ${start} of a ${size}×${size} tridiagonal matrix did not converge in 60 sweeps`);
      const shift = wilkinsonShift(d[start] as number, e[start] as number, d[start + 1] as number);
      let g = (d[end] as number) - shift;
      let sine = 1;
      let cosine = 1;
      let p = 0;
      let i = end - 1;
      for (; i >= start; i -= 1) {
        const f = sine * (e[i] as number);
        const b = cosine * (e[i] as number);
        const radius = Math.sqrt(f * f + g * g);
        e[i + 1] = radius;
        if (radius === 0) {
          // The matrix splits here: undo the pending shift and start over on the parts.
          d[i + 1] = (d[i + 1] as number) - p;
          e[end] = 0;
          break;
        }
        sine = f / radius;
        cosine = g / radius;
        g = (d[i + 1] as number) - p;
        const r = ((d[i] as number) - g) * sine + 2 * cosine * b;
        p = sine * r;
        d[i + 1] = g + p;
        g = cosine * r - b;
      }
      if (i >= start) continue;
      d[start] = (d[start] as number) - p;
      e[start] = g;
      e[end] = 0;
    }
  }
  return d.sort();
}

/** The eigenvalue of [[a, b], [b, c]] nearest to a. */
function wilkinsonShift(a: number, b: number, c: number): number {
  const delta = (c - a) / (2 * b);
  return a - b / (delta + Math.sign(delta || 1) * Math.hypot(delta, 1));
}
