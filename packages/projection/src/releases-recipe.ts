import { type Matrix, scale } from './matrix.ts';
import { multiply, symmetricProduct } from './multiply.ts';

/** The releases' fixed number of steps, which has not converged for ill-conditioned kernels. */
export const RELEASES_STEPS = 10;

/**
 * What the public releases take for the polar factor of a wide matrix A: with ν = max(1, √2·‖AAᵀ‖_F), Y = AAᵀ/ν and Z = I, ten times
 * T = ½(3I − ZY), Y ← YT, Z ← TZ; the result is ZA/√ν. (√2: the releases take the norm of the real 2n × 2n embedding.)
 * They iterate on the side of the output channels; Z is a polynomial in AAᵀ, so the smaller side gives the same.
 */
export function releasesPolarFactor(wide: Matrix): Matrix {
  const gram = symmetricProduct(wide, wide);
  const nu = releasesNormaliser(Math.sqrt(gram.data.reduce((sum, entry) => sum + entry * entry, 0)));
  let y = scale(gram, 1 / nu);
  let z: Matrix | null = null;
  for (let step = 0; step < RELEASES_STEPS; step += 1) {
    const t = scale(z === null ? y : symmetricProduct(z, y), -1 / 2);
    for (let i = 0; i < t.rows; i += 1) t.data[i * t.rows + i] = (t.data[i * t.rows + i] as number) + 3 / 2;
    y = symmetricProduct(y, t);
    z = z === null ? t : symmetricProduct(t, z);
  }
  return scale(multiply(z ?? gram, wide), 1 / Math.sqrt(nu));
}

/** ν = max(1, √2·‖AA*‖_F). */
export function releasesNormaliser(gramNorm: number): number {
  return Math.max(1, Math.SQRT2 * gramNorm);
}

/** The same iteration on one singular value: the factor that it multiplies a σ = √λ by, λ an eigenvalue of AA*. */
export function releasesGain(eigenvalue: number, nu: number): number {
  let y = eigenvalue / nu;
  let z = 1;
  for (let step = 0; step < RELEASES_STEPS; step += 1) {
    const t = (3 - z * y) / 2;
    y *= t;
    z *= t;
  }
  return z / Math.sqrt(nu);
}
