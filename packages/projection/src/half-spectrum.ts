import type { Size } from './operator.ts';

/** One frequency of a real signal's spectrum: angles per pixel, and how many frequencies it stands for. */
export interface Frequency {
  readonly vertical: number;
  readonly horizontal: number;
  /** 2 where the conjugate frequency is left out, 1 where both are visited or it is its own conjugate. */
  readonly weight: 1 | 2;
  /** The frequency is its own conjugate: the operator's block is real there. */
  readonly real: boolean;
}

/** The frequencies of a height × width grid but for the half that conjugate symmetry gives: height × (⌊width/2⌋ + 1). */
export function* halfSpectrum([height, width]: Size): Iterable<Frequency> {
  for (let v = 0; 2 * v <= width; v += 1) {
    const edge = v === 0 || 2 * v === width;
    for (let u = 0; u < height; u += 1) {
      yield {
        vertical: (2 * Math.PI * u) / height,
        horizontal: (2 * Math.PI * v) / width,
        weight: edge ? 1 : 2,
        real: edge && (u === 0 || 2 * u === height),
      };
    }
  }
}
