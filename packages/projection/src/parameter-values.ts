import { requireFinite } from './matrix.ts';
import { checkOperator, type Operator, parameterLength } from './operator.ts';

/**
 * A float64 copy of an operator's parameter, checked.
 * @throws RangeError for a malformed operator, a wrong number of values, or NaN or infinity among them.
 */
export function checkedValues(operator: Operator, values: Float32Array | Float64Array): Float64Array {
  checkOperator(operator);
  const expected = parameterLength(operator);
  if (values.length !== expected) {
    throw new RangeError(`${describe(operator)} has ${expected} values, got ${values.length}`);
  }
  requireFinite(values, describe(operator));
  return Float64Array.from(values);
}

/** The values as the same kind of array as `model`. */
export function sameKind<Values extends Float32Array | Float64Array>(model: Values, values: Float64Array): Values {
  return (model instanceof Float32Array ? Float32Array.from(values) : values) as Values;
}

function describe(operator: Operator): string {
  if (operator.kind === 'linear') return `the ${operator.rows}×${operator.columns} weight`;
  const { kernelSize, inChannels, outChannels } = operator;
  return `the ${kernelSize[0]}×${kernelSize[1]} kernel from ${inChannels} to ${outChannels} channels`;
}
