/** A tensor in float64, row-major. */
export interface NumericTensor {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/**
 * A tensor whose values are drawn one by one and rounded to float32, so that a float32 tensor and this one hold the
 * same numbers.
 */
export function drawTensor(shape: readonly number[], draw: () => number): NumericTensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, values: Float64Array.from({ length: size }, () => Math.fround(draw())) };
}
