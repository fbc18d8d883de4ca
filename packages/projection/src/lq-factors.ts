import type { Matrix } from './matrix.ts';
import { type Elimination, elimination, reflectRows } from './reflection.ts';

/** X = L·Q of a wide X (n ≤ m): L is n × n and lower triangular, Q is n × m with orthonormal rows, kept as reflections. */
export interface LqFactors {
  readonly lower: Matrix;
  /** C·Q for an n × n matrix C. */
  timesOrthonormalRows(core: Matrix): Matrix;
}

/**
 * Householder reflections of the columns, one for each row.
 * @see Golub & Van Loan, Matrix Computations, 4th ed., § 5.2
 */
export function lqFactors({ rows, columns, data }: Matrix): LqFactors {
  const a = data.slice();
  const eliminations: (Elimination | null)[] = [];
  const lower = new Float64Array(rows * rows);
  for (let pivot = 0; pivot < rows; pivot += 1) {
    const reflection = elimination(a.subarray(pivot * columns + pivot, (pivot + 1) * columns));
    eliminations.push(reflection);
    for (let j = 0; j < pivot; j += 1) lower[pivot * rows + j] = a[pivot * columns + j] as number;
    if (reflection === null) continue;
    lower[pivot * rows + pivot] = reflection.alpha;
    reflectRows(a, columns, pivot + 1, rows, pivot, columns - pivot, reflection);
  }
  return {
    lower: { rows, columns: rows, data: lower },
    timesOrthonormalRows(core) {
      const product = new Float64Array(rows * columns);
      for (let i = 0; i < rows; i += 1) product.set(core.data.subarray(i * rows, (i + 1) * rows), i * columns);
      for (let pivot = rows - 1; pivot >= 0; pivot -= 1) {
        const reflection = eliminations[pivot];
        if (reflection) reflectRows(product, columns, 0, rows, pivot, columns - pivot, reflection);
      }
      return { rows, columns, data: product };
    },
  };
}
