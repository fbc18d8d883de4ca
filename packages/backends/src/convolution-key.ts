import type { ConvolutionShape } from '@procrustes/ops';

/** The two gradients of a convolution, each of which may have formulations. */
export type ConvolutionGradient = 'filter-gradient' | 'input-gradient';

/** A gradient of a convolution as a table of formulations names it: `filter-gradient 64->16 1x1 stride 1 padding 0 on 32x32`. */
export function convolutionKey(gradient: ConvolutionGradient, shape: ConvolutionShape): string {
  const { kernel, stride, padding, inChannels, outChannels, height, width } = shape;
  return `${gradient} ${inChannels}->${outChannels} ${kernel[0]}x${kernel[1]} stride ${stride} padding ${padding} on ${height}x${width}`;
}

const pattern = /^(filter|input)-gradient (\d+)->(\d+) (\d+)x(\d+) stride (\d+) padding (\d+) on (\d+)x(\d+)$/;

/** The way back; undefined for a text that names no gradient of a convolution. */
export function parseConvolutionKey(
  key: string,
): { readonly gradient: ConvolutionGradient; readonly shape: ConvolutionShape } | undefined {
  const found = pattern.exec(key);
  if (found === null) return undefined;
  const [inChannels, outChannels, kernelHeight, kernelWidth, stride, padding, height, width] = found
    .slice(2)
    .map(Number) as [number, number, number, number, number, number, number, number];
  return {
    gradient: `${found[1] as 'filter' | 'input'}-gradient`,
    shape: { kernel: [kernelHeight, kernelWidth], stride, padding, inChannels, outChannels, height, width },
  };
}
