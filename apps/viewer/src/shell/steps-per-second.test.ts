import { describe, expect, it } from 'vitest';
import type { ViewedRun } from '../viewed-run.ts';
import { stepsPerSecond } from './steps-per-second.ts';

const run = (...times: readonly number[]) =>
  ({ metrics: times.map((milliseconds) => ({ milliseconds })) }) as unknown as ViewedRun;

describe('stepsPerSecond', () => {
  it('counts a step of every net as one', () => {
    expect(stepsPerSecond([run(100), run(300)])).toBe(2.5);
  });

  it('looks at the last ten steps only', () => {
    expect(stepsPerSecond([run(5000, ...Array(10).fill(200))])).toBe(5);
  });

  it('is not misled by the first step, which compiles shaders', () => {
    expect(stepsPerSecond([run(40_000, 400, 600)])).toBeCloseTo(1000 / 600, 12);
    expect(stepsPerSecond([run(40_000, 100, 300, 200)])).toBe(4);
  });

  it('is unknown before the first step', () => {
    expect(stepsPerSecond([])).toBeNull();
    expect(stepsPerSecond([run(100), run()])).toBeNull();
  });
});
