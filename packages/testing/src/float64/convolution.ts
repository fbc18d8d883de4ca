import type { NumericTensor } from './numeric-tensor.ts';

/** Cross-correlation by seven loops: x [n, h, w, in], filter [k, l, in, out], zeros outside the image. */
export function naiveConvolution(
  x: NumericTensor,
  filter: NumericTensor,
  { stride, padding }: { readonly stride: number; readonly padding: number },
): NumericTensor {
  const [batch, height, width, inChannels] = x.shape as [number, number, number, number];
  const [kernelHeight, kernelWidth, , outChannels] = filter.shape as [number, number, number, number];
  const outHeight = Math.floor((height + 2 * padding - kernelHeight) / stride) + 1;
  const outWidth = Math.floor((width + 2 * padding - kernelWidth) / stride) + 1;
  const values = new Float64Array(batch * outHeight * outWidth * outChannels);
  let at = 0;
  for (let n = 0; n < batch; n += 1)
    for (let i = 0; i < outHeight; i += 1)
      for (let j = 0; j < outWidth; j += 1)
        for (let o = 0; o < outChannels; o += 1) {
          let sum = 0;
          for (let a = 0; a < kernelHeight; a += 1)
            for (let b = 0; b < kernelWidth; b += 1) {
              const row = stride * i + a - padding;
              const column = stride * j + b - padding;
              if (row < 0 || row >= height || column < 0 || column >= width) continue;
              for (let c = 0; c < inChannels; c += 1) {
                const pixel = x.values[((n * height + row) * width + column) * inChannels + c] as number;
                sum += pixel * (filter.values[((a * kernelWidth + b) * inChannels + c) * outChannels + o] as number);
              }
            }
          values[at] = sum;
          at += 1;
        }
  return { shape: [batch, outHeight, outWidth, outChannels], values };
}
