import { convolutionTaps } from './convolution-taps.ts';
import { visitSingularValues } from './gram-filter.ts';
import { powerOfTwoNear } from './matrix.ts';
import { matrixSingularValues } from './matrix-singular-values.ts';
import { type ConvolutionOperator, checkOperator, type Operator } from './operator.ts';
import { checkedValues } from './parameter-values.ts';
import { resolveOptions } from './projection-options.ts';
import { singleMatrix } from './single-matrix.ts';

/**
 * How far a parameter's operator is from those whose singular values are all σ: √(Σ (σᵢ − σ)² / output positions), the Frobenius distance,
 * in the units of the parameter's own Frobenius norm. For a matrix or a 1×1 kernel that is ‖W − project(W)‖_F; for a larger
 * kernel it is the distance to the nearest operator, which need not have so few taps. (Under zero padding: of the circular operator.)
 * @throws RangeError as `project` does
 */
export function distance(
  operator: Operator,
  values: Float32Array | Float64Array,
  options: { readonly sigma?: 'auto' | number } = {},
): number {
  const data = checkedValues(operator, values);
  const { sigma } = resolveOptions(operator, options);
  // So that no square under- or overflows.
  const unit = Math.max(powerOfTwoNear(data), sigma);
  let squares = 0;
  const add = (singularValues: Float64Array, weight: number) => {
    for (const value of singularValues) squares += weight * ((value - sigma) / unit) ** 2;
  };
  const matrix = singleMatrix(operator, data);
  if (matrix !== null) {
    add(matrixSingularValues(matrix), 1);
    return unit * Math.sqrt(squares);
  }
  const circular: ConvolutionOperator = { ...(operator as ConvolutionOperator), padding: 'circular' };
  checkOperator(circular);
  const taps = convolutionTaps(data, circular);
  visitSingularValues(taps, add);
  return unit * Math.sqrt(squares / (taps.grid[0] * taps.grid[1]));
}
