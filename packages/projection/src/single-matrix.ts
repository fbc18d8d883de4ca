import type { Matrix } from './matrix.ts';
import { isPointwise, type Operator } from './operator.ts';

/**
 * The one matrix that decides over an operator's singular values: a fully connected weight [out, in], or a 1×1 kernel as [in, out], which is
 * the same at every output position. Null for a larger kernel.
 */
export function singleMatrix(operator: Operator, data: Float64Array): Matrix | null {
  if (operator.kind === 'linear') return { rows: operator.rows, columns: operator.columns, data };
  return isPointwise(operator) ? { rows: operator.inChannels, columns: operator.outChannels, data } : null;
}
