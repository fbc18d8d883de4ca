import type { Generator } from '@procrustes/random';
import { createMatrix, type Matrix } from './matrix.ts';
import { multiply, multiplyTransposed } from './multiply.ts';
import type { Size } from './operator.ts';
import { polarFactor } from './polar-factor.ts';
import { gaussianMatrix } from './random-matrix.ts';

/**
 * Free parameters of an orthogonal kernel: any matrices of these shapes give one, so that an optimiser may move them without constraint.
 */
export interface BlockOrthogonalParameters {
  /** c × c, c = max(inChannels, outChannels); its polar factor is used. */
  readonly core: Matrix;
  /** Kernel height − 1 matrices, c × r with 1 ≤ r ≤ c; each stands for the projector on its column space. */
  readonly vertical: readonly Matrix[];
  /** Kernel width − 1 such matrices. */
  readonly horizontal: readonly Matrix[];
}

/**
 * A kernel of stride 1 whose circular operator is orthogonal by construction, on every grid that holds it: all singular values are 1.
 * Block convolution of an orthogonal matrix with two-tap kernels [P, I − P], P a symmetric projector, along the rows and columns in turn:
 * A(ω) = Q·Π (P_i + (I − P_i)·e^{iω}), and each factor is unitary at every ω. Of a c × c kernel the first inChannels and outChannels are kept.
 * This reaches square kernels, where alternating projection stalls.
 *
 * @returns [kernel height, kernel width, in, out], height = vertical.length + 1, width = horizontal.length + 1
 * @throws RangeError when a matrix does not have c rows, or the core is not c × c.
 * @see Xiao et al. 2018, § 3.2 (the two-tap kernels); Li et al. 2019, § 4 (the parametrisation)
 */
export function blockOrthogonalKernel(
  { core, vertical, horizontal }: BlockOrthogonalParameters,
  inChannels: number,
  outChannels: number,
): Float64Array {
  const channels = Math.max(inChannels, outChannels);
  for (const matrix of [core, ...vertical, ...horizontal]) {
    if (matrix.rows !== channels || matrix.columns > channels || (matrix === core && matrix.columns !== channels)) {
      throw new RangeError(
        `from ${inChannels} to ${outChannels} channels the core is ${channels}×${channels} and the others have ${channels} rows and at most as many columns, got ${matrix.rows}×${matrix.columns}`,
      );
    }
  }
  let taps: Taps = { size: [1, 1], blocks: [polarFactor(core).factor] };
  for (let i = 0; i < Math.max(vertical.length, horizontal.length); i += 1) {
    const [down, across] = [vertical[i], horizontal[i]];
    if (down !== undefined) taps = composed(taps, projectorPair(down), [1, 0]);
    if (across !== undefined) taps = composed(taps, projectorPair(across), [0, 1]);
  }
  const kernel = new Float64Array(taps.blocks.length * inChannels * outChannels);
  for (const [tap, { data }] of taps.blocks.entries()) {
    for (let c = 0; c < inChannels; c += 1) {
      for (let o = 0; o < outChannels; o += 1) {
        kernel[(tap * inChannels + c) * outChannels + o] = data[o * channels + c] as number;
      }
    }
  }
  return kernel;
}

/** Gaussian parameters with projectors of half rank, for a kernel of this size. */
export function randomBlockOrthogonalParameters(
  [height, width]: Size,
  channels: number,
  generator: Generator,
): BlockOrthogonalParameters {
  const rank = Math.max(1, Math.floor(channels / 2));
  const several = (count: number) => Array.from({ length: count }, () => gaussianMatrix(channels, rank, generator));
  return {
    core: gaussianMatrix(channels, channels, generator),
    vertical: several(height - 1),
    horizontal: several(width - 1),
  };
}

/** A kernel as one out × in matrix for each tap, in raster order. */
interface Taps {
  readonly size: Size;
  readonly blocks: readonly Matrix[];
}

/** P and I − P. */
function projectorPair(basis: Matrix): readonly [Matrix, Matrix] {
  const { factor } = polarFactor(basis);
  const projector = multiplyTransposed(factor, factor);
  const rest = createMatrix(projector.rows, projector.columns);
  for (let i = 0; i < rest.data.length; i += 1) {
    rest.data[i] = (i % (rest.columns + 1) === 0 ? 1 : 0) - (projector.data[i] as number);
  }
  return [projector, rest];
}

/** The convolution with a two-tap kernel whose second tap is `step` away. */
function composed({ size, blocks }: Taps, [here, there]: readonly [Matrix, Matrix], step: Size): Taps {
  const grown: Size = [size[0] + step[0], size[1] + step[1]];
  const channels = here.rows;
  const sums = Array.from({ length: grown[0] * grown[1] }, () => createMatrix(channels, channels));
  for (const [index, block] of blocks.entries()) {
    const y = Math.floor(index / size[1]);
    const x = index % size[1];
    addTo(sums[y * grown[1] + x], multiply(block, here));
    addTo(sums[(y + step[0]) * grown[1] + x + step[1]], multiply(block, there));
  }
  return { size: grown, blocks: sums };
}

function addTo(target: Matrix | undefined, { data }: Matrix): void {
  if (target === undefined) return;
  for (let i = 0; i < data.length; i += 1) target.data[i] = (target.data[i] as number) + (data[i] as number);
}
