import type { Matrix } from './matrix.ts';
import { symmetricProduct } from './multiply.ts';

/** E = I − XXᵀ of a wide X (rows ≤ columns), and ‖E‖_F: zero exactly when the rows are orthonormal. */
export function orthogonalityDefect(rows: Matrix): { readonly defect: Matrix; readonly residual: number } {
  const defect = symmetricProduct(rows, rows);
  const { rows: size, data } = defect;
  let squares = 0;
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      const entry = (i === j ? 1 : 0) - (data[i * size + j] as number);
      data[i * size + j] = entry;
      squares += entry * entry;
    }
  }
  return { defect, residual: Math.sqrt(squares) };
}
