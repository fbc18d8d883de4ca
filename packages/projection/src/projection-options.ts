import { automaticSigma, type Operator } from './operator.ts';

/** How a parameter is projected. */
export interface ProjectionOptions {
  /** What all singular values are to be; `auto` (default) is √(output dimension / rank) of the operator. */
  readonly sigma?: 'auto' | number;
  /** `exact` (default), or `reference`: the public releases' recipe with its faults, for comparison only. */
  readonly mode?: 'exact' | 'reference';
  /** How often to project and crop a kernel of more than one tap; `converge` (default) until the spectrum is within the tolerance, or 50 rounds have brought it no nearer, at most 500 times. Training takes 1 a step. */
  readonly rounds?: number | 'converge';
  /** Largest |σᵢ/σ − 1| that counts as converged; 1e-6 unless told. */
  readonly tolerance?: number;
  /** Lower what is above σ and leave the rest (Sedghi, Gupta & Long 2019). */
  readonly clip?: boolean;
  /** Compare the circular operator with the zero-padded one afterwards (slow for large grids; it goes into the receipt). */
  readonly paddingGap?: boolean;
}

/** The options with every default filled in. */
export interface ResolvedProjectionOptions {
  readonly sigma: number;
  readonly mode: 'exact' | 'reference';
  readonly rounds: number;
  /** Give up where 50 rounds bring nothing. */
  readonly untilConverged: boolean;
  readonly tolerance: number;
  readonly clip: boolean;
  readonly paddingGap: boolean;
}

const ROUND_LIMIT = 500;

/**
 * @throws RangeError for σ ≤ 0, rounds that are no whole number ≥ 1, a negative tolerance, an unknown mode, or clipping in `reference` mode.
 */
export function resolveOptions(operator: Operator, options: ProjectionOptions): ResolvedProjectionOptions {
  const {
    sigma = 'auto',
    mode = 'exact',
    rounds = 'converge',
    tolerance = 1e-6,
    clip = false,
    paddingGap = false,
  } = options;
  if (sigma !== 'auto' && !(sigma > 0 && Number.isFinite(sigma))) {
    throw new RangeError(`sigma is 'auto' or a finite number > 0, got ${sigma}`);
  }
  if (mode !== 'exact' && mode !== 'reference')
    throw new RangeError(`mode is 'exact' or 'reference', got ${JSON.stringify(mode)}`);
  if (rounds !== 'converge' && (!Number.isSafeInteger(rounds) || rounds < 1)) {
    throw new RangeError(`rounds is 'converge' or a whole number ≥ 1, got ${rounds}`);
  }
  if (!(tolerance >= 0)) throw new RangeError(`tolerance is a number ≥ 0, got ${tolerance}`);
  if (clip && mode === 'reference') throw new RangeError("the releases do not clip: take mode 'exact' with clip");
  return {
    sigma: sigma === 'auto' ? automaticSigma(operator) : sigma,
    mode,
    // The releases project once.
    rounds: mode === 'reference' ? 1 : rounds === 'converge' ? ROUND_LIMIT : rounds,
    untilConverged: rounds === 'converge',
    tolerance,
    clip,
    paddingGap,
  };
}
