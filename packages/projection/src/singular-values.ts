import { convolutionTaps } from './convolution-taps.ts';
import { frequencyBlock, realEmbedding } from './frequency-block.ts';
import { halfSpectrum } from './half-spectrum.ts';
import { extremeSingularValues } from './lanczos.ts';
import { powerOfTwoNear } from './matrix.ts';
import { matrixSingularValues } from './matrix-singular-values.ts';
import { type ConvolutionOperator, isPointwise, matrixSize, type Operator, outputSize } from './operator.ts';
import { checkedValues } from './parameter-values.ts';
import { zeroPaddedOperator, zeroPaddedSingularValues } from './zero-padded-operator.ts';

/** The singular values of an operator. */
export interface OperatorSpectrum {
  /** All min(rows, columns) of them, descending; null for more than 4,096 under zero padding, where only the extremes are computed. */
  readonly singularValues: Float64Array | null;
  /** `error` bounds how far `max` and `min` are from a singular value: rounding, or the residual of the Krylov method. */
  readonly extremes: { readonly max: number; readonly min: number; readonly error: number };
}

/** Above so many singular values a zero-padded operator is left to the Krylov method. */
const DENSE_LIMIT = 4096;

/**
 * All singular values of a layer's linear map, without building its matrix where its structure spares that.
 *
 * - A 1×1 kernel: those of one matrix, repeated over the output, and zeros for the inputs that a stride skips.
 * - Circular padding: those of one small block per frequency of the output grid, over half the spectrum; polyphase blocks where it strides.
 * - Zero padding: up to 4,096 of them by a banded triangular factor of the operator's matrix; above, the largest and the smallest by
 *   Golub–Kahan–Lanczos, matrix-free, with an error estimate.
 *
 * Absolute error about n·ε·σ_max, n the side of the largest matrix decomposed.
 * @param values the parameter: a kernel [height, width, in, out], or a weight [out, in]
 * @throws RangeError for a malformed operator, a wrong number of values, NaN or infinity among them
 * @see Sedghi, Gupta & Long 2019 (circular, stride 1)
 */
export function singularValues(values: Float32Array | Float64Array, operator: Operator): OperatorSpectrum {
  const given = checkedValues(operator, values);
  // By a power of two, which changes no digit: squares of any kernel neither under- nor overflow then.
  const unit = powerOfTwoNear(given);
  const scaled = given.map((value) => value / unit);
  return rescaled(spectrumNearOne(scaled, operator), unit);
}

function spectrumNearOne(data: Float64Array, operator: Operator): OperatorSpectrum {
  if (operator.kind === 'linear') {
    return complete(matrixSingularValues({ rows: operator.rows, columns: operator.columns, data }), operator);
  }
  if (isPointwise(operator)) return pointwiseSpectrum(data, operator);
  if (operator.padding === 'circular') return circularSpectrum(data, operator);
  if (Math.min(...matrixSize(operator)) <= DENSE_LIMIT)
    return complete(zeroPaddedSingularValues(data, operator), operator);
  return { singularValues: null, extremes: extremeSingularValues(zeroPaddedOperator(data, operator)) };
}

function rescaled(
  { singularValues: values, extremes: { max, min, error } }: OperatorSpectrum,
  unit: number,
): OperatorSpectrum {
  return {
    singularValues: values === null ? null : values.map((value) => value * unit),
    extremes: { max: max * unit, min: min * unit, error: error * unit },
  };
}

function pointwiseSpectrum(data: Float64Array, operator: ConvolutionOperator): OperatorSpectrum {
  const matrix = { rows: operator.inChannels, columns: operator.outChannels, data };
  const [height, width] = outputSize(operator);
  const all: number[] = [];
  for (const value of matrixSingularValues(matrix)) {
    for (let copy = 0; copy < height * width; copy += 1) all.push(value);
  }
  return complete(Float64Array.from(all), operator);
}

function circularSpectrum(data: Float64Array, operator: ConvolutionOperator): OperatorSpectrum {
  const taps = convolutionTaps(data, operator);
  const all: number[] = [];
  for (const frequency of halfSpectrum(taps.grid)) {
    const block = frequencyBlock(taps, frequency);
    if (frequency.real) {
      all.push(...matrixSingularValues({ rows: taps.rows, columns: taps.columns, data: block.re }));
      continue;
    }
    const twice = matrixSingularValues(realEmbedding(block));
    for (let i = 0; i < taps.rows; i += 1) {
      const value = ((twice[2 * i] as number) + (twice[2 * i + 1] as number)) / 2;
      for (let copy = 0; copy < frequency.weight; copy += 1) all.push(value);
    }
  }
  return complete(Float64Array.from(all), operator);
}

/** Descending, with the zeros of inputs or outputs that no tap reaches, and the rounding error that is to be expected. */
function complete(values: Float64Array, operator: Operator): OperatorSpectrum {
  const sorted = new Float64Array(Math.min(...matrixSize(operator)));
  sorted.set(values.sort().reverse());
  const max = sorted[0] as number;
  return {
    singularValues: sorted,
    extremes: { max, min: sorted.at(-1) as number, error: 8 * Number.EPSILON * values.length ** 0.5 * max },
  };
}
