import type { Generator } from '@procrustes/random';
import { blockOrthogonalKernel, randomBlockOrthogonalParameters } from './block-orthogonal-kernel.ts';
import { scale } from './matrix.ts';
import { type ConvolutionOperator, checkOperator, type Operator, type Size } from './operator.ts';
import { resolveOptions } from './projection-options.ts';
import { orthogonalMatrix } from './random-matrix.ts';

/**
 * A random member of the set that `project` projects to: a parameter all of whose operator's singular values are σ, exactly, whatever the
 * shape. For a fully connected layer or a 1×1 kernel it is uniform (Haar); a larger kernel is orthogonal by construction
 * (under circular padding): a start, or a parametrisation, where alternating projection would stall.
 * @returns a float64 kernel [height, width, in, out], or weight [out, in]
 * @throws RangeError for a malformed operator or σ ≤ 0
 */
export function sample(
  operator: Operator,
  generator: Generator,
  options: { readonly sigma?: 'auto' | number } = {},
): Float64Array {
  checkOperator(operator);
  const { sigma } = resolveOptions(operator, options);
  if (operator.kind === 'linear')
    return scale(orthogonalMatrix(operator.rows, operator.columns, generator), sigma).data;
  const kernel = operator.stride === 1 ? unstrided(operator, generator) : strided(operator, generator);
  return kernel.map((value) => value * sigma);
}

function unstrided({ kernelSize, inChannels, outChannels }: ConvolutionOperator, generator: Generator): Float64Array {
  const channels = Math.max(inChannels, outChannels);
  return blockOrthogonalKernel(
    randomBlockOrthogonalParameters(kernelSize, channels, generator),
    inChannels,
    outChannels,
  );
}

/**
 * An orthogonal kernel of stride 1 on the input's channels, then a window of at most stride × stride taps that reads every pixel at most
 * once, so that an orthogonal matrix makes it an orthogonal operator.
 */
function strided(
  { kernelSize, inChannels, outChannels, stride }: ConvolutionOperator,
  generator: Generator,
): Float64Array {
  const window: Size = [Math.min(kernelSize[0], stride), Math.min(kernelSize[1], stride)];
  const inner: Size = [kernelSize[0] - window[0] + 1, kernelSize[1] - window[1] + 1];
  const first = blockOrthogonalKernel(
    randomBlockOrthogonalParameters(inner, inChannels, generator),
    inChannels,
    inChannels,
  );
  const { data: second } = orthogonalMatrix(window[0] * window[1] * inChannels, outChannels, generator);
  const kernel = new Float64Array(kernelSize[0] * kernelSize[1] * inChannels * outChannels);
  for (let tap = 0; tap < inner[0] * inner[1]; tap += 1) {
    for (let place = 0; place < window[0] * window[1]; place += 1) {
      const y = Math.floor(tap / inner[1]) + Math.floor(place / window[1]);
      const x = (tap % inner[1]) + (place % window[1]);
      const target = (y * kernelSize[1] + x) * inChannels * outChannels;
      for (let c = 0; c < inChannels; c += 1) {
        for (let m = 0; m < inChannels; m += 1) {
          const factor = first[(tap * inChannels + c) * inChannels + m] as number;
          const row = (place * inChannels + m) * outChannels;
          for (let o = 0; o < outChannels; o += 1)
            kernel[target + c * outChannels + o] =
              (kernel[target + c * outChannels + o] as number) + factor * (second[row + o] as number);
        }
      }
    }
  }
  return kernel;
}
