import { type ConvolutionTaps, convolutionTaps, kernelOfTaps } from './convolution-taps.ts';
import { applyGramFilter } from './gram-filter.ts';
import { type Matrix, transpose } from './matrix.ts';
import { multiply, multiplyTransposed } from './multiply.ts';
import { type ConvolutionOperator, checkOperator, type Operator } from './operator.ts';
import { checkedValues, sameKind } from './parameter-values.ts';
import { resolveOptions } from './projection-options.ts';
import { singleMatrix } from './single-matrix.ts';

/**
 * The part of a momentum (or gradient) M along which a member W of the constraint set can move and stay in it to first order: on the smaller
 * side, M − sym(M·Wᵀ/σ²)·W with sym(A) = (A + Aᵀ)/2, per frequency for a convolution and cropped to its taps. What is taken out
 * would only have pushed all of W's singular values up or down, for the next projection to undo.
 *
 * This is our own option; no release of the paper's authors touches the momentum. For kernels larger than 1×1 the crop leaves it approximate.
 * @param values W, near the set (`project` it first); not modified
 * @param momentum of the same length; not modified
 * @throws RangeError as `project` does
 * @see Absil, Mahony & Sepulchre, Optimization Algorithms on Matrix Manifolds, § 3.6.1
 */
export function tangent<Values extends Float32Array | Float64Array>(
  operator: Operator,
  values: Values,
  momentum: Values,
  options: { readonly sigma?: 'auto' | number } = {},
): Values {
  const point = checkedValues(operator, values);
  const direction = checkedValues(operator, momentum);
  const { sigma } = resolveOptions(operator, options);
  const matrix = singleMatrix(operator, point);
  return sameKind(
    momentum,
    matrix === null
      ? convolutionTangent(operator as ConvolutionOperator, point, direction, sigma)
      : matrixTangent(matrix, { ...matrix, data: direction }, sigma).data,
  );
}

function matrixTangent(point: Matrix, direction: Matrix, sigma: number): Matrix {
  if (point.rows > point.columns) return transpose(matrixTangent(transpose(point), transpose(direction), sigma));
  const normal = multiply(symmetricPart(multiplyTransposed(direction, point)), point);
  return { ...direction, data: direction.data.map((entry, i) => entry - (normal.data[i] as number) / sigma ** 2) };
}

function symmetricPart(matrix: Matrix): Matrix {
  const { data } = transpose(matrix);
  return { ...matrix, data: matrix.data.map((entry, i) => (entry + (data[i] as number)) / 2) };
}

function convolutionTangent(
  operator: ConvolutionOperator,
  point: Float64Array,
  direction: Float64Array,
  sigma: number,
): Float64Array {
  const circular: ConvolutionOperator = { ...operator, padding: 'circular' };
  checkOperator(circular);
  const w = convolutionTaps(point, circular);
  const m = convolutionTaps(direction, circular);
  const normal = applyGramFilter(w, symmetricCorrelation(m, w), false);
  return kernelOfTaps({ ...m, blocks: m.blocks.map((value, i) => value - (normal[i] as number) / sigma ** 2) });
}

/** sym(M·W*) at every frequency, as taps: ½(c_t + c₋ₜᵀ) with c_t = Σ_{a−b=t} M_a·W_bᵀ, offsets modulo the grid. */
function symmetricCorrelation(m: ConvolutionTaps, w: ConvolutionTaps) {
  const { rows, columns, grid } = w;
  const size = [2 * w.size[0] - 1, 2 * w.size[1] - 1] as const;
  const first = [1 - w.size[0], 1 - w.size[1]] as const;
  const periodic = new Map<number, Float64Array>();
  const at = (y: number, x: number) => {
    const key = modulo(y, grid[0]) * grid[1] + modulo(x, grid[1]);
    const sum = periodic.get(key) ?? new Float64Array(rows * rows);
    periodic.set(key, sum);
    return sum;
  };
  const count = w.size[0] * w.size[1];
  for (let a = 0; a < count; a += 1) {
    for (let b = 0; b < count; b += 1) {
      const y = Math.floor(a / w.size[1]) - Math.floor(b / w.size[1]);
      const x = (a % w.size[1]) - (b % w.size[1]);
      const block = (source: ConvolutionTaps, tap: number): Matrix => ({
        rows,
        columns,
        data: source.blocks.subarray(tap * rows * columns, (tap + 1) * rows * columns),
      });
      const { data } = multiplyTransposed(block(m, a), block(w, b));
      const [here, there] = [at(y, x), at(-y, -x)];
      for (let i = 0; i < rows; i += 1) {
        for (let j = 0; j < rows; j += 1) {
          here[i * rows + j] = (here[i * rows + j] as number) + (data[i * rows + j] as number) / 2;
          there[j * rows + i] = (there[j * rows + i] as number) + (data[i * rows + j] as number) / 2;
        }
      }
    }
  }
  const taps = new Float64Array(size[0] * size[1] * rows * rows);
  for (let y = 0; y < size[0]; y += 1) {
    for (let x = 0; x < size[1]; x += 1) taps.set(at(y + first[0], x + first[1]), (y * size[1] + x) * rows * rows);
  }
  return { taps, first, size };
}

function modulo(value: number, period: number): number {
  return ((value % period) + period) % period;
}
