import type { MetricsRecord, NormsRecord } from '@procrustes/runs';
import { describe, expect, it } from 'vitest';
import { summariseRun } from './summarise-run.ts';
import { sampleRun } from './testing/sample-run.ts';

const norms = (step: number, gradient: number[]): NormsRecord => ({
  step,
  sites: ['stem', 'a', 'b', 'c'],
  kinds: ['stem', 'identity', 'identity', 'transition'],
  gradient,
  activation: [1, 1, 1, 1],
});

const metrics = (step: number, loss: number): MetricsRecord => ({
  step,
  epoch: 0,
  loss,
  accuracy: 0.5,
  learningRate: 0.1,
  milliseconds: 250,
  imagesPerSecond: 64,
});

const validation = [
  { step: 1, epoch: 0, loss: 2, accuracy: 0.1, images: 10 },
  { step: 2, epoch: 0, loss: 1, accuracy: 0.4, images: 10 },
];

describe('summariseRun', () => {
  it('averages |r − 1| over blocks and steps, and the loss over the last ten steps', () => {
    const summary = summariseRun({
      // r = 1.5, 0.8, 2.5, then 1, 1, 2: identity (0.35 + 0) / 2, transition (1.5 + 1) / 2.
      norms: [norms(0, [6, 4, 5, 2]), norms(1, [2, 2, 2, 1])],
      metrics: Array.from({ length: 20 }, (_, step) => metrics(step, step)),
      validation,
    });
    expect(summary.deviation.identity).toBeCloseTo(0.175, 12);
    expect(summary.deviation.transition).toBeCloseTo(1.25, 12);
    expect(summary.deviation).not.toHaveProperty('plain');
    expect(summary.loss).toBeCloseTo(14.5, 12);
    expect(summary).toMatchObject({
      steps: 20,
      seconds: 5,
      validationAccuracy: 0.4,
      divergedAt: null,
      ratiosLeftOut: 0,
    });
  });

  it('says what a run that diverged leaves out, and does not call its loss a number', () => {
    const summary = summariseRun({
      norms: [norms(0, [6, 4, 5, 2]), norms(1, [Number.NaN, 2, 2, 1])],
      metrics: [metrics(0, 2), metrics(1, Number.NaN)],
      validation: [],
    });
    expect(summary).toMatchObject({ divergedAt: 1, ratiosLeftOut: 1, validationAccuracy: null });
    expect(summary.loss).toBeNaN();
    // Step 1 has one identity ratio left, 1: (0.35 + 0) / 2.
    expect(summary.deviation.identity).toBeCloseTo(0.175, 12);
  });

  it('has an answer for a run that has not begun', () => {
    expect(summariseRun({ norms: [], metrics: [], validation: [] })).toMatchObject({
      steps: 0,
      loss: null,
      deviation: {},
      seconds: 0,
    });
  });

  it('tells a net with projected transitions from one without', () => {
    const [plain, projected] = [sampleRun(), sampleRun({ projected: true })].map(
      (run) => summariseRun(run).deviation.transition,
    );
    expect(plain).toBeGreaterThan(5 * (projected ?? Number.NaN));
  });
});
