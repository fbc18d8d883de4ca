import { describe, expect, it } from 'vitest';
import { blockRatios, meanDeviation, type NormSeries } from './ratios.ts';

const series: NormSeries = {
  sites: ['conv1', 'layer1.0', 'layer1.1', 'layer2.0'],
  kinds: ['stem', 'identity', 'identity', 'transition'],
  gradient: [6, 4, 5, 2],
};

describe('blockRatios', () => {
  it('names each ratio after the tap at which its block ends', () => {
    expect(blockRatios(series)).toEqual([
      { site: 'layer1.0', kind: 'identity', ratio: 1.5 },
      { site: 'layer1.1', kind: 'identity', ratio: 0.8 },
      { site: 'layer2.0', kind: 'transition', ratio: 2.5 },
    ]);
  });
});

describe('meanDeviation', () => {
  it('averages |r − 1| by kind, and leaves out kinds that do not occur', () => {
    const deviation = meanDeviation(blockRatios(series));
    expect(deviation.identity).toBeCloseTo(0.35, 12);
    expect(deviation.transition).toBeCloseTo(1.5, 12);
    expect(Object.keys(deviation)).toEqual(['identity', 'transition']);
  });
});
