import { describe, expect, it } from 'vitest';
import { ratioLimit } from './ratio-limit.ts';
import type { RunRatios } from './run-ratios.ts';

const ratios = (values: readonly number[]): RunRatios => ({
  name: '',
  steps: [],
  blocks: [],
  values: Float64Array.from(values),
});

describe('ratioLimit', () => {
  it('holds nine tenths of the ratios, in both directions alike', () => {
    expect(ratioLimit([ratios([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.6])])).toBe(1.1);
    expect(ratioLimit([ratios([1.6, 1.6, 1])])).toBe(2);
    expect(ratioLimit([ratios([1 / 1.6, 1 / 1.6, 1])])).toBe(2);
    expect(ratioLimit([ratios([1e30, 1e30])])).toBe(256);
  });

  it('has an answer without any finite ratio', () => {
    expect(ratioLimit([])).toBe(1.1);
    expect(ratioLimit([ratios([Number.NaN, Number.POSITIVE_INFINITY])])).toBe(1.1);
  });

  // One ratio of each hundred is 8: a stride of one hundred would see no other.
  it('samples a large run without meeting the same block every time', () => {
    expect(ratioLimit([ratios(Array.from({ length: 1_000_000 }, (_, index) => (index % 100 === 0 ? 8 : 1.01)))])).toBe(
      1.1,
    );
  });
});
