import type { Matrix } from '@procrustes/projection';

/**
 * The largest entry of Z after some steps of the coupled Newton–Schulz iteration in float32: Y = G/‖G‖_F, Z = I, then T = ½(3I − ZY),
 * Y ← YT, Z ← TZ, where Z is to become G^(−1/2) but for a factor. G is AAᵀ or AᵀA of a tall A: the larger is singular, and Z grows on its
 * null space without end.
 */
export function largestGramEntry({ rows, columns, data }: Matrix, side: 'larger' | 'smaller', steps: number): number {
  const larger = side === 'larger';
  const [size, inner] = larger ? [rows, columns] : [columns, rows];
  const entry = (i: number, k: number) => data[larger ? i * columns + k : k * columns + i] as number;
  let y = new Float32Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      for (let k = 0; k < inner; k += 1) y[i * size + j] = (y[i * size + j] as number) + entry(i, k) * entry(j, k);
    }
  }
  const norm = Math.hypot(...y);
  y = y.map((value) => value / norm);
  let z = identity(size);
  for (let step = 0; step < steps; step += 1) {
    const t = multiply(z, y, size).map((value, index) => ((index % (size + 1) === 0 ? 3 : 0) - value) / 2);
    y = multiply(y, t, size);
    z = multiply(t, z, size);
  }
  return z.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

const identity = (size: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: size * size }, (_, index) => (index % (size + 1) === 0 ? 1 : 0));

/** Square matrices, every entry rounded to float32. */
function multiply(a: Float32Array, b: Float32Array, size: number): Float32Array<ArrayBuffer> {
  const product = new Float32Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      let sum = 0;
      for (let k = 0; k < size; k += 1) sum += (a[i * size + k] as number) * (b[k * size + j] as number);
      product[i * size + j] = sum;
    }
  }
  return product;
}
