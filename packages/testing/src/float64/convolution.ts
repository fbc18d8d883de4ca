import type { NumericTensor } from './numeric-tensor.ts';

type FourLengths = readonly [number, number, number, number];

interface Geometry {
  /** [n, h, w, in]. */
  readonly image: readonly number[];
  /** [k, l, in, out]. */
  readonly kernel: readonly number[];
  readonly stride: number;
  /** Zeros on each side. */
  readonly padding: number;
}

interface Strides {
  readonly stride: number;
  readonly padding: number;
}

function outputShape({ image, kernel, stride, padding }: Geometry): FourLengths {
  const [batch, height, width] = image as FourLengths;
  const outLength = (length: number, side: number) => Math.floor((length + 2 * padding - side) / stride) + 1;
  return [batch, outLength(height, kernel[0] as number), outLength(width, kernel[1] as number), kernel[3] as number];
}

/** Calls `visit` with the positions in image, kernel and output of every product that a convolution is the sum of. */
function forEachProduct(geometry: Geometry, visit: (x: number, w: number, y: number) => void): void {
  const { stride, padding } = geometry;
  const [, height, width, inChannels] = geometry.image as FourLengths;
  const [kernelHeight, kernelWidth] = geometry.kernel as FourLengths;
  const [batch, outHeight, outWidth, outChannels] = outputShape(geometry);
  for (let n = 0; n < batch; n += 1)
    for (let i = 0; i < outHeight; i += 1)
      for (let j = 0; j < outWidth; j += 1)
        for (let a = 0; a < kernelHeight; a += 1)
          for (let b = 0; b < kernelWidth; b += 1) {
            const row = stride * i + a - padding;
            const column = stride * j + b - padding;
            if (row < 0 || row >= height || column < 0 || column >= width) continue;
            const x = ((n * height + row) * width + column) * inChannels;
            const w = (a * kernelWidth + b) * inChannels;
            const y = ((n * outHeight + i) * outWidth + j) * outChannels;
            for (let c = 0; c < inChannels; c += 1)
              for (let o = 0; o < outChannels; o += 1) visit(x + c, (w + c) * outChannels + o, y + o);
          }
}

/** Adds to each place of `sums` the products a[i] b[j] that belong to it. */
function addProduct(sums: Float64Array, at: number, a: number | undefined, b: number | undefined): void {
  sums[at] = (sums[at] as number) + (a as number) * (b as number);
}

const zerosOf = (shape: readonly number[]): NumericTensor => ({
  shape,
  values: new Float64Array(shape.reduce((product, length) => product * length, 1)),
});

/** Cross-correlation by seven loops: x [n, h, w, in], filter [k, l, in, out], zeros outside the image. */
export function naiveConvolution(x: NumericTensor, filter: NumericTensor, strides: Strides): NumericTensor {
  const geometry = { ...strides, image: x.shape, kernel: filter.shape };
  const y = zerosOf(outputShape(geometry));
  forEachProduct(geometry, (i, w, o) => addProduct(y.values, o, x.values[i], filter.values[w]));
  return y;
}

/** ∂E/∂x of the convolution with `filter`, for dy = ∂E/∂y and images of the shape [n, h, w, in]. */
export function naiveConvolutionInputGradient(
  dy: NumericTensor,
  filter: NumericTensor,
  { image, ...strides }: Strides & { readonly image: readonly number[] },
): NumericTensor {
  const dx = zerosOf(image);
  forEachProduct({ ...strides, image, kernel: filter.shape }, (i, w, o) =>
    addProduct(dx.values, i, dy.values[o], filter.values[w]),
  );
  return dx;
}

/** ∂E/∂W of the convolution of x with a kernel of the shape [k, l, in, out], for dy = ∂E/∂y. */
export function naiveConvolutionFilterGradient(
  x: NumericTensor,
  dy: NumericTensor,
  { kernel, ...strides }: Strides & { readonly kernel: readonly number[] },
): NumericTensor {
  const dw = zerosOf(kernel);
  forEachProduct({ ...strides, image: x.shape, kernel }, (i, w, o) =>
    addProduct(dw.values, w, dy.values[o], x.values[i]),
  );
  return dw;
}
