import type { ConvolutionTaps } from './convolution-taps.ts';
import type { Matrix } from './matrix.ts';

/** A complex matrix, row-major. */
export interface ComplexMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Σ_t W_t·e^{iω·t}: the operator's block at one frequency, transposed so that rows ≤ columns. */
export function frequencyBlock(
  taps: ConvolutionTaps,
  { vertical, horizontal }: { readonly vertical: number; readonly horizontal: number },
): ComplexMatrix {
  const { rows, columns, size, blocks } = taps;
  const length = rows * columns;
  const re = new Float64Array(length);
  const im = new Float64Array(length);
  for (let y = 0; y < size[0]; y += 1) {
    for (let x = 0; x < size[1]; x += 1) {
      const angle = vertical * y + horizontal * x;
      const cosine = Math.cos(angle);
      const sine = Math.sin(angle);
      const start = (y * size[1] + x) * length;
      for (let i = 0; i < length; i += 1) {
        re[i] = (re[i] as number) + cosine * (blocks[start + i] as number);
        im[i] = (im[i] as number) + sine * (blocks[start + i] as number);
      }
    }
  }
  return { rows, columns, re, im };
}

/** [[Re, −Im], [Im, Re]]: the same linear map on real vectors of twice the length; each singular value appears twice. */
export function realEmbedding({ rows, columns, re, im }: ComplexMatrix): Matrix {
  const data = new Float64Array(4 * rows * columns);
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      const real = re[i * columns + j] as number;
      const imaginary = im[i * columns + j] as number;
      data[i * 2 * columns + j] = real;
      data[i * 2 * columns + columns + j] = -imaginary;
      data[(rows + i) * 2 * columns + j] = imaginary;
      data[(rows + i) * 2 * columns + columns + j] = real;
    }
  }
  return { rows: 2 * rows, columns: 2 * columns, data };
}
