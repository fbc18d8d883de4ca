import { describe, expect, it } from 'vitest';
import { deviationOf, vanishings } from './probed-runs.ts';

const record = (step: number, gradient: number[]) => ({
  step,
  sites: ['stem', 'a', 'b'],
  kinds: ['stem', 'identity', 'identity'] as const,
  gradient,
  activation: [1, 1, 1],
});

describe('vanishings', () => {
  it('names the runs whose gradient was exactly 0, where deviationOf gives no number', () => {
    const kept = [record(1, [1, 2, 4]), record(3, [1e-30, 1e-30, 1e-30])];
    const vanished = [record(1, [1, 2, 4]), record(3, [0, 0, 0]), record(5, [1, 1, 1])];
    expect(deviationOf(kept, 'identity')).toBeCloseTo(0.25, 6);
    expect(deviationOf(vanished, 'identity')).toBeNaN();
    expect(
      vanishings([
        { name: 'kept', seed: 0, norms: kept },
        { name: 'vanished', seed: 1, norms: vanished },
      ]),
    ).toEqual([
      'vanished, seed 1: the gradient is exactly 0 in 1 of the 3 steps that were looked at, first in step 3; there is no ratio there, and no mean over those steps',
    ]);
  });
});
