/**
 * Scales ρ_k of the cubic Newton–Schulz step X ← ½ρX(3I − ρ²XᵀX), the best ones for singular values in [ℓ, 1]: ρ² = 3/(1 + ℓ + ℓ²)
 * makes the step's polynomial equal at both ends of the interval, and ℓ ← ½ρℓ(3 − ρ²ℓ²) is the new lower end (Chen & Chow 2014). A small ℓ
 * grows 2.6-fold a step where the plain step gives 1.5. Ends when the interval is [1, 1] up to float32, with one plain step to settle.
 *
 * The list depends on ℓ alone, so that the device runs it without being asked how far it is.
 *
 * @param lower ℓ in (0, 1): the smallest singular value that is to arrive, of a matrix whose largest is at most 1
 * @throws RangeError for another ℓ
 */
export function iterationScales(lower: number): number[] {
  if (!(lower > 0 && lower < 1))
    throw new RangeError(`the lower end of the singular values lies in (0, 1), got ${lower}`);
  const scales: number[] = [];
  for (let end = lower; 1 - end > 1e-7; ) {
    const scale = Math.sqrt(3 / (1 + end + end * end));
    scales.push(scale);
    end = 0.5 * scale * end * (3 - (scale * end) ** 2);
  }
  return [...scales, 1];
}
