import { sample } from '@procrustes/projection';
import { Generator } from '@procrustes/random';

/** A rows × columns matrix in float32, its singular values evenly spaced on a log scale from 1 down to 1/κ. */
export function conditionedWeight(rows: number, columns: number, condition: number, seed = 1): Float32Array {
  const count = Math.min(rows, columns);
  const generator = Generator.named(seed, 'conditioned weight');
  const [u, v] = [rows, columns].map((side) =>
    sample({ kind: 'linear', rows: side, columns: count }, generator, { sigma: 1 }),
  ) as [Float64Array, Float64Array];
  const weight = new Float64Array(rows * columns);
  for (let k = 0; k < count; k += 1) {
    const sigma = count === 1 ? 1 : condition ** (-k / (count - 1));
    for (let i = 0; i < rows; i += 1) {
      for (let j = 0; j < columns; j += 1) {
        weight[i * columns + j] =
          (weight[i * columns + j] as number) + sigma * (u[i * count + k] as number) * (v[j * count + k] as number);
      }
    }
  }
  return Float32Array.from(weight);
}
