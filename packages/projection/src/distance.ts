import { convolutionTaps } from './convolution-taps.ts';
import { visitEigenvalues } from './gram-filter.ts';
import { matrixSingularValues } from './matrix-singular-values.ts';
import { type ConvolutionOperator, checkOperator, isPointwise, type Operator } from './operator.ts';
import { checkedValues } from './parameter-values.ts';
import { resolveOptions } from './projection-options.ts';

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
  if (operator.kind === 'linear') return rootOfSquares(matrixSingularValues({ ...operator, data }), sigma);
  if (isPointwise(operator)) {
    const { inChannels: rows, outChannels: columns } = operator;
    return rootOfSquares(matrixSingularValues({ rows, columns, data }), sigma);
  }
  const circular: ConvolutionOperator = { ...operator, padding: 'circular' };
  checkOperator(circular);
  const taps = convolutionTaps(data, circular);
  let squares = 0;
  visitEigenvalues(taps, (eigenvalues, weight) => {
    for (let i = 0; i < eigenvalues.length; i += 1)
      squares += weight * (Math.sqrt(Math.max(0, eigenvalues[i] as number)) - sigma) ** 2;
  });
  return Math.sqrt(squares / (taps.grid[0] * taps.grid[1]));
}

function rootOfSquares(values: Float64Array, sigma: number): number {
  return Math.sqrt(values.reduce((sum, value) => sum + (value - sigma) ** 2, 0));
}
