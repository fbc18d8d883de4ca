import { blockRatios, meanDeviation } from '@procrustes/probes';
import type { NormTable } from '@procrustes/runs';
import { describe, expect, it } from 'vitest';
import type { ViewedRun } from '../viewed-run.ts';
import { meanDeviationAt, readingAt } from './reading-at.ts';

const sites = ['stem', 'a', 'b', 'c'];
const kinds: NormTable['kinds'] = ['stem', 'identity', 'transition', 'identity'];
const norms: NormTable = {
  sites,
  kinds,
  steps: [1, 3],
  gradient: Float64Array.of(1, 2, 4, 4, 3, 2, 2, 8),
  activation: null,
};
const run = {
  norms,
  metrics: [1, 2, 3, 4].map((step) => ({ step, loss: 10 - step, accuracy: step / 10 })),
} as unknown as ViewedRun;

describe('meanDeviationAt', () => {
  it.each([0, 1])('is what the probes compute of record %i', (record) => {
    const gradient = [...norms.gradient.subarray(record * 4, record * 4 + 4)];
    expect(meanDeviationAt(norms, record)).toEqual(meanDeviation(blockRatios({ sites, kinds, gradient })));
  });
});

describe('readingAt', () => {
  it('takes the newest where no step is given', () => {
    expect(readingAt(run, null)).toEqual({
      step: 4,
      loss: 6,
      accuracy: 0.4,
      probedStep: 3,
      deviation: { identity: (0.5 + 0.75) / 2, transition: 0 },
    });
  });

  it('takes what stood at a step, between two probes that of the last', () => {
    expect(readingAt(run, 2)).toMatchObject({
      step: 2,
      loss: 8,
      probedStep: 1,
      deviation: { identity: 0.25, transition: 0.5 },
    });
  });

  it('has nothing before the first record', () => {
    expect(readingAt(run, 0)).toEqual({ step: null, loss: null, accuracy: null, probedStep: null, deviation: {} });
  });
});
