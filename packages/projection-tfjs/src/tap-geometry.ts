import type { ConvolutionOperator, Size } from '@procrustes/projection';

/**
 * Constants of a convolution's taps and frequencies, row-major. T taps, D = (2k_h−1)(2k_w−1) differences between two taps, F
 * frequencies of half the spectrum of the grid.
 */
export interface TapGeometry {
  readonly taps: number;
  readonly differences: number;
  readonly frequencies: number;
  /** [D, T·T]: 1 where the taps of a pair (first, second) differ by this. */
  readonly pairs: Float32Array;
  /** [F, 2D]: cos ω_f·δ of all δ, then sin ω_f·δ. */
  readonly fromDifferences: Float32Array;
  /** [D, F]: cos and sin with the weight of each frequency in the whole spectrum over its size. */
  readonly inverseCosine: Float32Array;
  readonly inverseSine: Float32Array;
}

/** What has been computed, by kernel and grid: a network has a few of them, and training asks at every step. */
const known = new Map<string, TapGeometry>();

/** Of a kernel on a circular grid, at stride 1. */
export function tapGeometry({ kernelSize, inputSize }: ConvolutionOperator): TapGeometry {
  const key = [...kernelSize, ...inputSize].join();
  const geometry = known.get(key) ?? compute(kernelSize, inputSize);
  known.set(key, geometry);
  return geometry;
}

function compute(kernelSize: Size, inputSize: Size): TapGeometry {
  const [kernelHeight, kernelWidth] = kernelSize;
  const [height, width] = inputSize;
  const taps = kernelHeight * kernelWidth;
  const across = 2 * kernelWidth - 1;
  const differences = (2 * kernelHeight - 1) * across;
  const halfWidth = Math.floor(width / 2) + 1;
  const frequencies = height * halfWidth;

  const pairs = new Float32Array(differences * taps * taps);
  for (let first = 0; first < taps; first += 1) {
    for (let second = 0; second < taps; second += 1) {
      const down = Math.floor(first / kernelWidth) - Math.floor(second / kernelWidth);
      const right = (first % kernelWidth) - (second % kernelWidth);
      const difference = (down + kernelHeight - 1) * across + right + kernelWidth - 1;
      pairs[difference * taps * taps + first * taps + second] = 1;
    }
  }

  const fromDifferences = new Float32Array(frequencies * 2 * differences);
  const inverseCosine = new Float32Array(differences * frequencies);
  const inverseSine = new Float32Array(differences * frequencies);
  for (let frequency = 0; frequency < frequencies; frequency += 1) {
    const [row, column] = [Math.floor(frequency / halfWidth), frequency % halfWidth];
    // The columns left out are conjugates of those in between.
    const weight = column === 0 || 2 * column === width ? 1 : 2;
    for (let difference = 0; difference < differences; difference += 1) {
      const down = Math.floor(difference / across) - kernelHeight + 1;
      const right = (difference % across) - kernelWidth + 1;
      const angle = 2 * Math.PI * ((row * down) / height + (column * right) / width);
      fromDifferences[2 * frequency * differences + difference] = Math.cos(angle);
      fromDifferences[(2 * frequency + 1) * differences + difference] = Math.sin(angle);
      inverseCosine[difference * frequencies + frequency] = (weight * Math.cos(angle)) / (height * width);
      inverseSine[difference * frequencies + frequency] = (weight * Math.sin(angle)) / (height * width);
    }
  }
  return {
    taps,
    differences,
    frequencies,
    pairs,
    fromDifferences,
    inverseCosine,
    inverseSine,
  };
}
