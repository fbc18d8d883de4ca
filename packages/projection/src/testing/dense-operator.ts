import { createMatrix, type Matrix } from '../matrix.ts';
import { type ConvolutionOperator, outputSize } from '../operator.ts';

/** The operator as a matrix, by the definition: for every output pixel and tap, one block of the kernel. */
export function denseOperator(kernel: ArrayLike<number>, operator: ConvolutionOperator): Matrix {
  const { kernelSize, inputSize, inChannels, outChannels, stride, padding } = operator;
  const [outHeight, outWidth] = outputSize(operator);
  const columns = inputSize[0] * inputSize[1] * inChannels;
  const matrix = createMatrix(outHeight * outWidth * outChannels, columns);
  const offsets = kernelSize.map((side) => Math.floor((side - 1) / 2)) as [number, number];
  const inside = (position: number, size: number) => (padding === 'circular' ? (position + size) % size : position);
  for (let p = 0; p < outHeight; p += 1) {
    for (let q = 0; q < outWidth; q += 1) {
      for (let a = 0; a < kernelSize[0]; a += 1) {
        for (let b = 0; b < kernelSize[1]; b += 1) {
          const y = inside(stride * p + a - offsets[0], inputSize[0]);
          const x = inside(stride * q + b - offsets[1], inputSize[1]);
          if (y < 0 || y >= inputSize[0] || x < 0 || x >= inputSize[1]) continue;
          for (let c = 0; c < inChannels; c += 1) {
            for (let o = 0; o < outChannels; o += 1) {
              const place = ((p * outWidth + q) * outChannels + o) * columns + (y * inputSize[1] + x) * inChannels + c;
              matrix.data[place] =
                (matrix.data[place] as number) +
                (kernel[((a * kernelSize[1] + b) * inChannels + c) * outChannels + o] as number);
            }
          }
        }
      }
    }
  }
  return matrix;
}
