import { describe, expect, it } from 'vitest';
import { normalisations, normalisationTable } from './normalisation.ts';

describe('normalisationTable', () => {
  it('holds (v − mean) / deviation of each channel, to the precision of a 32-bit float', () => {
    for (const normalisation of Object.values(normalisations)) {
      const table = normalisationTable(normalisation);
      for (const [channel, mean] of normalisation.mean.entries()) {
        for (const value of [0, 1, 127, 255]) {
          const exact = (value - mean) / (normalisation.deviation[channel] as number);
          expect(table[256 * channel + value]).toBe(Math.fround(exact));
        }
      }
    }
  });

  it('has the constants of the papers for CIFAR-10', () => {
    expect(normalisations.cifar10).toEqual({ mean: [125.3, 123, 113.9], deviation: [63, 62.1, 66.7] });
    expect(normalisations.cifar100.mean[0]).toBe(129.3);
  });
});
