import type { NumericTensor } from './numeric-tensor.ts';

export interface NaiveBatchNorm {
  readonly y: NumericTensor;
  readonly mean: Float64Array;
  /** Biased: divided by the count. */
  readonly variance: Float64Array;
}

/** γ (x − μ) / √(σ² + ε) + β with the statistics of x itself, channels last; then max(·, 0) where asked. */
export function naiveBatchNorm(
  x: NumericTensor,
  scale: NumericTensor,
  offset: NumericTensor,
  { epsilon, activation }: { readonly epsilon: number; readonly activation: 'relu' | 'none' },
): NaiveBatchNorm {
  const channels = scale.values.length;
  const count = x.values.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  x.values.forEach((value, index) => {
    mean[index % channels] = (mean[index % channels] as number) + value / count;
  });
  x.values.forEach((value, index) => {
    const c = index % channels;
    variance[c] = (variance[c] as number) + (value - (mean[c] as number)) ** 2 / count;
  });
  const values = x.values.map((value, index) => {
    const c = index % channels;
    const normalised = (value - (mean[c] as number)) / Math.sqrt((variance[c] as number) + epsilon);
    const y = (scale.values[c] as number) * normalised + (offset.values[c] as number);
    return activation === 'relu' ? Math.max(y, 0) : y;
  });
  return { y: { shape: x.shape, values }, mean, variance };
}
