import type { Model } from '@procrustes/models';
import { createMatrix, polarFactor } from '@procrustes/projection';
import { Generator } from '@procrustes/random';

/**
 * Delta-orthogonal weights for every convolution of a model: zero but for the centre tap, which is a random matrix with orthonormal rows
 * or columns times
 *
 *     σ = √(2 n_out / min(n_in, n_out)),
 *
 * so that a white gradient keeps its norm on its way back through the convolution and a ReLU, which halves its square on average. The
 * convolution's operator has then one singular value alone, under every padding.
 *
 * @see Xiao et al., Dynamical Isometry and a Mean Field Theory of CNNs, ICML 2018, section 4 (there for tanh, with σ ≈ 1)
 */
export function initialiseDeltaOrthogonally({ network }: Model, seed: number): void {
  const generator = Generator.named(seed, 'reproduce/delta-orthogonal');
  for (const [, parameter] of network.namedParameters()) {
    if (parameter.layout !== 'hwio') continue;
    const [height, width, inChannels, outChannels] = parameter.shape as [number, number, number, number];
    const entries = Float64Array.from({ length: inChannels * outChannels }, () => generator.normal());
    const { factor } = polarFactor(createMatrix(inChannels, outChannels, entries));
    const sigma = Math.sqrt((2 * outChannels) / Math.min(inChannels, outChannels));
    const values = new Float32Array(parameter.size);
    const centre = ((height - 1) / 2) * width + (width - 1) / 2;
    values.set(
      factor.data.map((entry) => sigma * entry),
      centre * inChannels * outChannels,
    );
    parameter.assign(values);
  }
}
