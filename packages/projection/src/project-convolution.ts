import { type ConvolutionTaps, convolutionTaps, kernelOfTaps } from './convolution-taps.ts';
import { extremeSingularValues } from './lanczos.ts';
import { type ConvolutionOperator, checkOperator, hasStructuralZeros, isPointwise, matrixSize } from './operator.ts';
import { checkedValues, sameKind } from './parameter-values.ts';
import {
  clipFrequencies,
  type FrequencyRound,
  frequencySpectrum,
  projectFrequencies,
  releasesFrequencies,
} from './project-frequencies.ts';
import { projectMatrix, type UntimedReceipt } from './project-matrix.ts';
import { type ProjectionOptions, type ResolvedProjectionOptions, resolveOptions } from './projection-options.ts';
import { type Receipt, type SpectrumSummary, spectrumResidual } from './receipt.ts';
import { singularValues } from './singular-values.ts';
import { zeroPaddedOperator } from './zero-padded-operator.ts';

/**
 * Projects a kernel so that all singular values of its convolution operator are σ (with `clip`: at most σ).
 *
 * A 1×1 kernel is the same matrix at every output position, whatever the stride and the grid: one polar factor, exact.
 * A larger kernel is projected per frequency of the circular operator on its grid (in polyphase form where it strides) and cropped back to
 * its taps, which undoes part of it; so the two alternate, until the spectrum is within the tolerance, alternation stalls, or the rounds are used up. That
 * converges quickly for kernels that widen strongly (64×3), slowly for n_out = 2·n_in, and **stalls for square ones**: the receipt says so
 * (`converged`), and `sample` gives a kernel that is orthogonal by construction.
 * Under zero padding a larger kernel is projected as if its padding were circular; with `paddingGap` the receipt says what that leaves.
 *
 * `mode: 'reference'` gives what the authors' public releases give, faults included, for comparison only: stride ignored, ten fixed
 * Newton–Schulz steps, a sign lost at each frequency, one crop. Its receipts are labelled.
 *
 * @param kernel [kernel height, kernel width, in, out], float32 or float64; not modified
 * @throws RangeError for a malformed operator, a wrong number of values, NaN or infinity in the kernel, σ ≤ 0; quotes what it found
 *
 * @example
 * const stem = { kind: 'convolution', inChannels: 3, outChannels: 64, kernelSize: [3, 3], inputSize: [32, 32], stride: 1, padding: 'zero' } as const;
 * const { kernel: projected, receipt } = projectConvolution(kernel, stem, { rounds: 1 });
 */
export function projectConvolution<Kernel extends Float32Array | Float64Array>(
  kernel: Kernel,
  operator: ConvolutionOperator,
  options: ProjectionOptions = {},
): { readonly kernel: Kernel; readonly receipt: Receipt } {
  const started = performance.now();
  const data = checkedValues(operator, kernel);
  const resolved = resolveOptions(operator, options);
  const projected = isPointwise(operator)
    ? projectPointwise(data, operator, resolved)
    : projectSpatial(data, operator, resolved);
  const gap = resolved.paddingGap ? { paddingGap: paddingGap(projected.kernel, operator, projected.receipt) } : {};
  return {
    kernel: sameKind(kernel, projected.kernel),
    receipt: { ...projected.receipt, ...gap, milliseconds: performance.now() - started },
  };
}

/** Rounds without gain after which alternation counts as stalled. */
const PATIENCE = 50;

/** What a gain is: a residual 2 % smaller. */
const WORTHWHILE = 0.98;

interface Projected {
  readonly kernel: Float64Array;
  readonly receipt: UntimedReceipt;
}

function projectPointwise(
  data: Float64Array,
  operator: ConvolutionOperator,
  options: ResolvedProjectionOptions,
): Projected {
  const { matrix, receipt } = projectMatrix(
    { rows: operator.inChannels, columns: operator.outChannels, data },
    options,
  );
  return { kernel: matrix.data, receipt };
}

function projectSpatial(
  data: Float64Array,
  operator: ConvolutionOperator,
  options: ResolvedProjectionOptions,
): Projected {
  const { sigma, mode, clip, tolerance } = options;
  const reference = mode === 'reference';
  const circular: ConvolutionOperator = { ...operator, padding: 'circular', ...(reference ? { stride: 1 } : {}) };
  const [height, width] = operator.inputSize;
  if (operator.padding === 'zero' && (height % circular.stride !== 0 || width % circular.stride !== 0)) {
    throw new RangeError(
      `a zero-padded ${operator.kernelSize.join('×')} kernel is projected as a circular operator, but the stride ${circular.stride} does not divide the ${height}×${width} grid; give a grid of multiples of ${circular.stride}`,
    );
  }
  checkOperator(circular);
  const project = reference ? releasesFrequencies : clip ? clipFrequencies : projectFrequencies;
  const within = ({ min, max }: SpectrumSummary) =>
    max / sigma - 1 <= tolerance && (clip || 1 - min / sigma <= tolerance);
  let taps = convolutionTaps(data, circular);
  let before: SpectrumSummary | null = null;
  let after: SpectrumSummary | null = null;
  let cropLoss = 0;
  let rounds = 0;
  let best = { residual: Number.POSITIVE_INFINITY, rounds: 0 };
  while (rounds < options.rounds) {
    const round: FrequencyRound = project(taps, sigma);
    before ??= reference ? spectrumOf(taps, operator, reference, sigma) : round.spectrum;
    if (!reference && within(round.spectrum)) {
      after = round.spectrum;
      break;
    }
    const residual = spectrumResidual(round.spectrum, sigma, clip);
    if (residual < WORTHWHILE * best.residual) best = { residual, rounds };
    if (options.untilConverged && rounds - best.rounds >= PATIENCE) break;
    ({ taps, cropLoss } = round);
    rounds += 1;
  }
  after ??= spectrumOf(taps, operator, reference, sigma);
  return {
    kernel: kernelOfTaps(taps),
    receipt: {
      method: reference ? 'releases-recipe' : clip ? 'clip' : 'frequencies',
      mode,
      sigma,
      before: before ?? after,
      after,
      residual: spectrumResidual(after, sigma, clip),
      cropLoss,
      rounds,
      converged: within(after),
    },
  };
}

/** The releases project as if the stride were 1; what came of it is told of the operator itself. */
function spectrumOf(
  taps: ConvolutionTaps,
  operator: ConvolutionOperator,
  reference: boolean,
  sigma: number,
): SpectrumSummary {
  if (!reference || operator.stride === 1) return frequencySpectrum(taps, sigma);
  return frequencySpectrum(convolutionTaps(kernelOfTaps(taps), { ...operator, padding: 'circular' }), sigma);
}

/** Above so many singular values the gap is left to the Krylov method, which takes 0.3 s for the 3,072 of a stem where all of them take 10. */
const GAP_DENSE_LIMIT = 512;

/** Of σ_max: three digits of a gap are plenty. */
const GAP_TOLERANCE = 1e-4;

/** Largest difference of the extreme singular values between the circular and the zero-padded operator, over σ. */
function paddingGap(kernel: Float64Array, operator: ConvolutionOperator, { after, sigma }: UntimedReceipt): number {
  const zero: ConvolutionOperator = { ...operator, padding: 'zero' };
  checkOperator(zero);
  const small = isPointwise(zero) || Math.min(...matrixSize(zero)) <= GAP_DENSE_LIMIT;
  const extremes = small
    ? singularValues(kernel, zero).extremes
    : extremeSingularValues(zeroPaddedOperator(kernel, zero), GAP_TOLERANCE);
  // Where inputs are out of every tap's reach both operators have singular values 0 that the projection does not speak of.
  const below = hasStructuralZeros(operator) ? 0 : Math.abs(extremes.min - after.min);
  return Math.max(Math.abs(extremes.max - after.max), below) / sigma;
}
