import type { LinearOperator, Operator } from './operator.ts';
import { checkedValues, sameKind } from './parameter-values.ts';
import { projectConvolution } from './project-convolution.ts';
import { projectMatrix } from './project-matrix.ts';
import { type ProjectionOptions, resolveOptions } from './projection-options.ts';
import type { Receipt } from './receipt.ts';

/**
 * Projects a parameter to the set where all singular values of its operator are σ: the one verb for every constraint.
 * @param values a convolution's kernel [kernel height, kernel width, in, out], or a fully connected weight [out, in], row-major; not modified
 * @returns new values of the same kind (float32 or float64), and what was found and done
 * @throws RangeError for a malformed operator, a wrong number of values, NaN or infinity among them, σ ≤ 0
 *
 * @example
 * const operator = { kind: 'linear', rows: 10, columns: 256 } as const;
 * const { values, receipt } = project(operator, weight);
 */
export function project<Values extends Float32Array | Float64Array>(
  operator: Operator,
  values: Values,
  options: ProjectionOptions = {},
): { readonly values: Values; readonly receipt: Receipt } {
  if (operator.kind === 'linear') return projectLinear(operator, values, options);
  const { kernel, receipt } = projectConvolution(values, operator, options);
  return { values: kernel, receipt };
}

function projectLinear<Values extends Float32Array | Float64Array>(
  operator: LinearOperator,
  values: Values,
  options: ProjectionOptions,
): { readonly values: Values; readonly receipt: Receipt } {
  const started = performance.now();
  const weight = checkedValues(operator, values);
  const { rows, columns } = operator;
  const { matrix, receipt } = projectMatrix({ rows, columns, data: weight }, resolveOptions(operator, options));
  return { values: sameKind(values, matrix.data), receipt: { ...receipt, milliseconds: performance.now() - started } };
}
