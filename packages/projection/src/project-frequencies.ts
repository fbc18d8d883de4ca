import { type ConvolutionTaps, cropTaps } from './convolution-taps.ts';
import { frequencyBlock, realEmbedding } from './frequency-block.ts';
import { applyGramFilter, gramFilter, visitSingularValues } from './gram-filter.ts';
import { polarFactor } from './polar-factor.ts';
import { type SpectrumSummary, SpectrumTally } from './receipt.ts';
import { releasesGain, releasesNormaliser } from './releases-recipe.ts';

/** What a gain per singular value makes of a kernel. */
export interface FrequencyRound {
  /** The singular values before. */
  readonly spectrum: SpectrumSummary;
  /** The kernel after, cropped to its taps. */
  readonly taps: ConvolutionTaps;
  /** Share of the energy that the crop threw away. */
  readonly cropLoss: number;
}

/**
 * σ_min/σ_max of a block below which its Gram matrix's eigenvectors no longer give an orthonormal factor, whose error is ε·κ²: such a
 * frequency gets the polar factor of its block itself.
 */
const WELL_CONDITIONED = 3e-5;

/** The singular values of a circular convolution over all output frequencies, without projecting. */
export function frequencySpectrum(taps: ConvolutionTaps, sigma: number): SpectrumSummary {
  const tally = new SpectrumTally(sigma);
  visitSingularValues(taps, (singularValues, weight) => addAll(tally, singularValues, weight));
  return tally.summary;
}

/** Every singular value becomes σ: the polar factor at each frequency, times σ. */
export function projectFrequencies(taps: ConvolutionTaps, sigma: number): FrequencyRound {
  const gains = new Float64Array(taps.rows);
  const tally = new SpectrumTally(sigma);
  const hard: { vertical: number; horizontal: number; weight: 1 | 2 }[] = [];
  const filter = gramFilter(taps, false, (singularValues, weight, frequency) => {
    addAll(tally, singularValues, weight);
    const [least, most] = extremes(singularValues);
    if (!(least > WELL_CONDITIONED * most)) {
      hard.push({ ...frequency, weight });
      return null;
    }
    for (let i = 0; i < gains.length; i += 1) gains[i] = sigma / (singularValues[i] as number);
    return gains;
  });
  const full = applyGramFilter(taps, filter, false);
  for (const frequency of hard) addPolarFactor(full, taps, frequency, sigma);
  return croppedRound(taps, full, tally.summary, sigma * sigma * taps.rows);
}

/** Singular values above σ become σ (Sedghi, Gupta & Long 2019). */
export function clipFrequencies(taps: ConvolutionTaps, sigma: number): FrequencyRound {
  const gains = new Float64Array(taps.rows);
  const tally = new SpectrumTally(sigma);
  let energy = 0;
  const filter = gramFilter(taps, false, (singularValues, weight) => {
    addAll(tally, singularValues, weight);
    for (let i = 0; i < gains.length; i += 1) {
      const value = singularValues[i] as number;
      gains[i] = value > sigma ? sigma / value : 1;
      energy += weight * Math.min(value, sigma) ** 2;
    }
    return gains;
  });
  return croppedRound(
    taps,
    applyGramFilter(taps, filter, false),
    tally.summary,
    energy / (taps.grid[0] * taps.grid[1]),
  );
}

/** One projection by the public releases' recipe: ten fixed steps per frequency, and the result flipped through the origin before the crop. */
export function releasesFrequencies(taps: ConvolutionTaps, sigma: number): FrequencyRound {
  const gains = new Float64Array(taps.rows);
  const tally = new SpectrumTally(sigma);
  let energy = 0;
  const filter = gramFilter(taps, true, (singularValues, weight) => {
    addAll(tally, singularValues, weight);
    const eigenvalues = singularValues.map((value) => value * value);
    const nu = releasesNormaliser(Math.hypot(...eigenvalues));
    for (let i = 0; i < gains.length; i += 1) {
      const eigenvalue = eigenvalues[i] as number;
      gains[i] = sigma * releasesGain(eigenvalue, nu);
      energy += weight * (gains[i] as number) ** 2 * eigenvalue;
    }
    return gains;
  });
  return croppedRound(taps, applyGramFilter(taps, filter, true), tally.summary, energy / (taps.grid[0] * taps.grid[1]));
}

function croppedRound(
  taps: ConvolutionTaps,
  full: Float64Array,
  spectrum: SpectrumSummary,
  energy: number,
): FrequencyRound {
  const cropped = cropTaps(taps, full);
  const kept = cropped.blocks.reduce((sum, value) => sum + value * value, 0);
  return { spectrum, taps: cropped, cropLoss: energy === 0 ? 0 : Math.max(0, 1 - kept / energy) };
}

function addAll(tally: SpectrumTally, singularValues: Float64Array, weight: number): void {
  for (let i = 0; i < singularValues.length; i += 1) tally.add(singularValues[i] as number, weight);
}

function extremes(values: Float64Array): readonly [least: number, most: number] {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < values.length; i += 1) {
    least = Math.min(least, values[i] as number);
    most = Math.max(most, values[i] as number);
  }
  return [least, most];
}

/** Adds one frequency's σ·(polar factor of its block) to the kernel's taps. */
function addPolarFactor(
  target: Float64Array,
  taps: ConvolutionTaps,
  frequency: { readonly vertical: number; readonly horizontal: number; readonly weight: 1 | 2 },
  sigma: number,
): void {
  const { rows, columns, size, grid } = taps;
  const { re, im } = complexPolarFactor(taps, frequency);
  const factor = (sigma * frequency.weight) / (grid[0] * grid[1]);
  for (let y = 0; y < size[0]; y += 1) {
    for (let x = 0; x < size[1]; x += 1) {
      const angle = frequency.vertical * y + frequency.horizontal * x;
      const [cosine, sine] = [factor * Math.cos(angle), factor * Math.sin(angle)];
      const start = (y * size[1] + x) * rows * columns;
      for (let i = 0; i < rows * columns; i += 1)
        target[start + i] = (target[start + i] as number) + (cosine * (re[i] as number) + sine * (im[i] as number));
    }
  }
}

/**
 * The polar factor of a frequency's block through its real embedding. Where the block has no full rank the embedding's completion need not be
 * a complex matrix: then a fixed full-rank matrix of 1e-12 of the block's size chooses the completion, the same at every frequency.
 */
function complexPolarFactor(
  taps: ConvolutionTaps,
  frequency: { readonly vertical: number; readonly horizontal: number },
) {
  const { rows, columns } = taps;
  const block = frequencyBlock(taps, frequency);
  let { factor } = polarFactor(realEmbedding(block));
  const read = (row: number, column: number) => factor.data[row * 2 * columns + column] as number;
  let defect = 0;
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      defect = Math.max(
        defect,
        Math.abs(read(i, j) - read(rows + i, columns + j)),
        Math.abs(read(i, columns + j) + read(rows + i, j)),
      );
    }
  }
  if (defect > 1e-9) {
    const size = Math.hypot(...block.re, ...block.im) || 1;
    // cos(i²) has no structure that a kernel could share.
    const re = block.re.map((entry, i) => entry + 1e-12 * size * Math.cos(1 + i * i));
    ({ factor } = polarFactor(realEmbedding({ ...block, re })));
  }
  const re = new Float64Array(rows * columns);
  const im = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      re[i * columns + j] = read(i, j);
      im[i * columns + j] = read(rows + i, j);
    }
  }
  return { re, im };
}
