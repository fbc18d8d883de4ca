import {
  backend_util,
  type Conv2DBackpropFilterAttrs,
  getBackend,
  getKernel,
  matMul,
  pad,
  registerKernel,
  reshape,
  stack,
  stridedSlice,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';

/**
 * Gives the current backend the filter gradient of conv2d where it has none, as stock wasm, so that models with convolutions
 * train on it: ∂E/∂W[a, b] = xᵀ ∂E/∂y over the pixels that tap (a, b) meets, one matrix product for each tap.
 */
export function registerFilterGradient(): void {
  const kernelName = 'Conv2DBackpropFilter';
  const backendName = getBackend();
  if (getKernel(kernelName, backendName) !== undefined) return;
  registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as unknown as { readonly x: Tensor4D; readonly dy: Tensor4D };
      const { strides, pad: padding, dimRoundingMode, filterShape } = attrs as unknown as Conv2DBackpropFilterAttrs;
      const info = backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, padding as 'same', dimRoundingMode);
      return tidy(() => filterGradient(x, dy, info));
    },
  });
}

function filterGradient(x: Tensor4D, dy: Tensor4D, info: backend_util.Conv2DInfo): Tensor4D {
  const { top, bottom, left, right } = info.padInfo;
  const { batchSize, outHeight, outWidth, inChannels, outChannels, strideHeight, strideWidth } = info;
  const { filterHeight, filterWidth } = info;
  const padded = pad(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
  const pixels = batchSize * outHeight * outWidth;
  const gradient = reshape(dy, [pixels, outChannels]);
  const taps = Array.from({ length: filterHeight * filterWidth }, (_, tap) => {
    const [row, column] = [Math.floor(tap / filterWidth), tap % filterWidth];
    const end = [row + (outHeight - 1) * strideHeight + 1, column + (outWidth - 1) * strideWidth + 1] as const;
    const met = stridedSlice(
      padded,
      [0, row, column, 0],
      [batchSize, ...end, inChannels],
      [1, strideHeight, strideWidth, 1],
    );
    return matMul(reshape(met, [pixels, inChannels]), gradient, true);
  });
  return reshape(stack(taps), [filterHeight, filterWidth, inChannels, outChannels]);
}
