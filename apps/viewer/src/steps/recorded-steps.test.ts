import { describe, expect, it } from 'vitest';
import type { ViewedRun } from '../viewed-run.ts';
import { recordedSteps } from './recorded-steps.ts';

const run = (probed: readonly number[], trained: readonly number[] = []) =>
  ({ norms: { steps: probed }, metrics: trained.map((step) => ({ step })) }) as unknown as ViewedRun;

describe('recordedSteps', () => {
  it('unites the steps of all runs, in order and once each', () => {
    expect(recordedSteps([run([1, 5, 9]), run([2, 5]), run([10])])).toEqual([1, 2, 5, 9, 10]);
    expect(recordedSteps([])).toEqual([]);
  });

  it('does not copy what all runs share', () => {
    const steps = [1, 2, 3];
    expect(recordedSteps([run(steps), run([1, 2, 3])])).toBe(steps);
  });

  it('takes the steps of the metrics where no norms were recorded', () => {
    expect(recordedSteps([run([], [1, 2]), run([2, 4])])).toEqual([1, 2, 4]);
  });
});
