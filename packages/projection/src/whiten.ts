import { type Matrix, requireMatrix } from './matrix.ts';
import { projectMatrix } from './project-matrix.ts';
import { resolveOptions } from './projection-options.ts';
import type { Receipt } from './receipt.ts';

/**
 * Zero-phase whitening (ZCA) of a fully connected layer's weight: W = U·S·Vᵀ becomes UVᵀ, the nearest matrix all of whose singular values are 1.
 * The 2018 variant puts it before every forward pass.
 * @throws RangeError as `polarFactor` does
 * @see Zaeemzadeh, Rahnavard & Shah, arXiv 1805.07477v1
 */
export function whiten(weight: Matrix): { readonly weight: Matrix; readonly receipt: Receipt } {
  const started = performance.now();
  requireMatrix(weight);
  const operator = { kind: 'linear', rows: weight.rows, columns: weight.columns } as const;
  const { matrix, receipt } = projectMatrix(weight, resolveOptions(operator, { sigma: 1 }));
  return { weight: matrix, receipt: { ...receipt, milliseconds: performance.now() - started } };
}
