/**
 * A set of singular values in short. `histogram[j]` counts the σ nearest to j/10 of the target, j = 0 … 20; the last one takes all above.
 * Of a convolution these are the values of all output frequencies; of a 1×1 kernel or a fully connected layer those of its one matrix.
 */
export interface SpectrumSummary {
  readonly min: number;
  readonly max: number;
  readonly histogram: readonly number[];
}

/** What a projection found and did. */
export interface Receipt {
  /** How: `newton-schulz`, `scaled-newton` or `svd` for one matrix, `frequencies` for a convolution; clipping and the releases' recipe by name. */
  readonly method: 'newton-schulz' | 'scaled-newton' | 'svd' | 'frequencies' | 'clip' | 'releases-recipe';
  /** `exact`, or `reference`: the public releases' result, faults included, for comparison only. */
  readonly mode: 'exact' | 'reference';
  /** The singular value aimed at; the upper bound when clipping. */
  readonly sigma: number;
  readonly before: SpectrumSummary;
  /** Of the result in float64, before it is rounded to the kernel's own precision. */
  readonly after: SpectrumSummary;
  /** Largest |(σᵢ/σ)² − 1|, which is ‖I − AᵀA/σ²‖₂ on the smaller side; when clipping only what is above σ counts. */
  readonly residual: number;
  /** Share of the energy (squared Frobenius norm) of the last round's full-size kernel that the crop to its taps threw away; 0 for 1×1. */
  readonly cropLoss: number;
  /** Largest difference of the extreme singular values between the circular and the zero-padded operator, over σ, to about 1e-4; where it was asked for. */
  readonly paddingGap?: number;
  /** Projections to the singular values, each with its crop. */
  readonly rounds: number;
  /** Whether all singular values are within the tolerance. */
  readonly converged: boolean;
  readonly milliseconds: number;
}

const BINS = 21;

/** Min, max and histogram of singular values, each counted `weight` times. */
export class SpectrumTally {
  readonly #sigma: number;
  readonly #histogram = new Array<number>(BINS).fill(0);
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  constructor(sigma: number) {
    this.#sigma = sigma;
  }

  add(value: number, weight = 1): void {
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    const bin = Math.min(BINS - 1, Math.round((10 * value) / this.#sigma));
    this.#histogram[bin] = (this.#histogram[bin] as number) + weight;
  }

  get summary(): SpectrumSummary {
    return { min: this.#min, max: this.#max, histogram: [...this.#histogram] };
  }
}

/** The summary of a list of singular values. */
export function summarise(values: ArrayLike<number>, sigma: number): SpectrumSummary {
  const tally = new SpectrumTally(sigma);
  for (let i = 0; i < values.length; i += 1) tally.add(values[i] as number);
  return tally.summary;
}

/** Largest |(σᵢ/σ)² − 1|; with `clip`, of the values above σ only. */
export function spectrumResidual({ min, max }: SpectrumSummary, sigma: number, clip: boolean): number {
  const above = (max / sigma) ** 2 - 1;
  return clip ? Math.max(0, above) : Math.max(above, 1 - (min / sigma) ** 2);
}
