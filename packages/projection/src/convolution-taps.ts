import { type ConvolutionOperator, reachedPhases, type Size } from './operator.ts';

/**
 * A circular convolution in polyphase form: stride s over the grid becomes stride 1 over grid/s with s² times the input channels, one per
 * phase (y mod s, x mod s) of a pixel; tap a goes to tap ⌊a/s⌋ of phase a mod s. Phases that no tap reaches are left out.
 * At frequency ω of the output grid the operator is the block A(ω) = Σ_t W_tᵀ·e^{iω·t}; wide blocks are kept transposed, so that
 * rows ≤ columns in W_t always (`rows` is the smaller side of a block).
 */
export interface ConvolutionTaps {
  readonly rows: number;
  readonly columns: number;
  /** Taps along each axis. */
  readonly size: Size;
  /** Frequencies along each axis: the size of the output. */
  readonly grid: Size;
  /** W_t, each rows × columns and row-major, t = (y, x) in raster order. */
  readonly blocks: Float64Array;
  /** For each value of the kernel [height, width, in, out], where it stands in `blocks`. */
  readonly places: Int32Array;
}

/** The taps of a kernel [height, width, in, out] of a circular operator. */
export function convolutionTaps(kernel: Float64Array, operator: ConvolutionOperator): ConvolutionTaps {
  const { kernelSize, inputSize, inChannels, outChannels, stride } = operator;
  const phases = reachedPhases(operator);
  const phasesAcross = Math.min(kernelSize[1], stride);
  const size: Size = [Math.ceil(kernelSize[0] / stride), Math.ceil(kernelSize[1] / stride)];
  const inputs = inChannels * phases;
  const inputsAreRows = inputs <= outChannels;
  const [rows, columns] = inputsAreRows ? [inputs, outChannels] : [outChannels, inputs];
  const places = new Int32Array(kernel.length);
  let index = 0;
  for (let y = 0; y < kernelSize[0]; y += 1) {
    for (let x = 0; x < kernelSize[1]; x += 1) {
      const tap = Math.floor(y / stride) * size[1] + Math.floor(x / stride);
      const phase = (y % stride) * phasesAcross + (x % stride);
      for (let c = 0; c < inChannels; c += 1) {
        const input = phase * inChannels + c;
        for (let o = 0; o < outChannels; o += 1) {
          places[index] = tap * rows * columns + (inputsAreRows ? input * columns + o : o * columns + input);
          index += 1;
        }
      }
    }
  }
  const grid: Size = [inputSize[0] / stride, inputSize[1] / stride];
  const taps = { rows, columns, size, grid, places, blocks: new Float64Array(size[0] * size[1] * rows * columns) };
  for (let i = 0; i < kernel.length; i += 1) taps.blocks[places[i] as number] = kernel[i] as number;
  return taps;
}

/** The kernel that these taps hold; what stands outside the kernel's support is cropped. */
export function kernelOfTaps({ blocks, places }: ConvolutionTaps): Float64Array {
  return Float64Array.from(places, (place) => blocks[place] as number);
}

/** The same operator with other blocks, cropped to the kernel's support. */
export function cropTaps(taps: ConvolutionTaps, blocks: Float64Array): ConvolutionTaps {
  const cropped = new Float64Array(blocks.length);
  for (const place of taps.places) cropped[place] = blocks[place] as number;
  return { ...taps, blocks: cropped };
}
