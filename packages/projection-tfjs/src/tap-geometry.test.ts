import { circularConvolution } from '@procrustes/projection';
import { describe, expect, it } from 'vitest';
import { tapGeometry } from './tap-geometry.ts';

const operator = circularConvolution({ inChannels: 1, outChannels: 1, kernelSize: [3, 2], inputSize: [5, 6] });

describe('tapGeometry', () => {
  it('takes half the spectrum, on even and odd sides', () => {
    expect(tapGeometry(operator)).toMatchObject({ taps: 6, differences: 15, frequencies: 5 * 4 });
    expect(tapGeometry({ ...operator, inputSize: [6, 5] })).toMatchObject({ frequencies: 6 * 3 });
  });

  it('puts every pair of taps to one difference, and every tap to itself in the middle', () => {
    const { pairs, taps, differences } = tapGeometry(operator);
    for (let pair = 0; pair < taps * taps; pair += 1) {
      const count = Array.from({ length: differences }, (_, d) => pairs[d * taps * taps + pair] as number);
      expect(count.reduce((sum, one) => sum + one, 0)).toBe(1);
      if (pair % (taps + 1) === 0) expect(count[(differences - 1) / 2]).toBe(1);
    }
  });

  it('goes from taps to frequencies and back: any real values at the differences return', () => {
    const { differences, frequencies, fromDifferences, inverseCosine, inverseSine } = tapGeometry(operator);
    const values = Float64Array.from({ length: differences }, (_, d) => Math.sin(1 + d * d));
    const returned = new Float64Array(differences);
    for (let f = 0; f < frequencies; f += 1) {
      let [real, imaginary] = [0, 0];
      for (let d = 0; d < differences; d += 1) {
        real += (fromDifferences[f * 2 * differences + d] as number) * (values[d] as number);
        imaginary += (fromDifferences[(2 * f + 1) * differences + d] as number) * (values[d] as number);
      }
      for (let d = 0; d < differences; d += 1) {
        const place = d * frequencies + f;
        returned[d] =
          (returned[d] as number) +
          (inverseCosine[place] as number) * real +
          (inverseSine[place] as number) * imaginary;
      }
    }
    expect(returned).toBeAllClose(values, 1e-6);
  });

  it('is computed once', () => {
    expect(tapGeometry({ ...operator, outChannels: 7 })).toBe(tapGeometry(operator));
  });
});
