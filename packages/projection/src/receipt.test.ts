import { describe, expect, it } from 'vitest';
import { SpectrumTally, spectrumResidual, summarise } from './receipt.ts';

describe('summarise', () => {
  it('counts each value at the nearest tenth of the target', () => {
    const { min, max, histogram } = summarise([0, 1.9, 2, 2.1, 2.3, 9], 2);
    expect([min, max]).toEqual([0, 9]);
    expect(histogram).toHaveLength(21);
    expect(histogram[0]).toBe(1);
    expect(histogram[10]).toBe(2);
    expect([histogram[11], histogram[12], histogram[20]]).toEqual([1, 1, 1]);
  });

  it('weighs', () => {
    const tally = new SpectrumTally(1);
    tally.add(0.5, 2);
    expect(tally.summary.histogram[5]).toBe(2);
  });
});

describe('spectrumResidual', () => {
  it('is the largest |(σᵢ/σ)² − 1|; of a bound, only above it', () => {
    const spectrum = summarise([1, 2, 2.2], 2);
    expect(spectrumResidual(spectrum, 2, false)).toBeCloseTo(0.75, 12);
    expect(spectrumResidual(spectrum, 2, true)).toBeCloseTo(0.21, 12);
    expect(spectrumResidual(spectrum, 3, true)).toBe(0);
  });
});
