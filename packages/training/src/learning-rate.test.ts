import { describe, expect, it } from 'vitest';
import { learningRateAt } from './learning-rate.ts';

describe('learningRateAt', () => {
  // The papers': 0.1, divided by 10 at epochs 150 and 225 of 300, epochs counted from 0.
  const papers = { initial: 0.1, milestones: [150, 225], decay: 0.1 };

  it.each([
    [0, 0.1],
    [149, 0.1],
    [150, 0.01],
    [224, 0.01],
    [225, 0.001],
    [299, 0.001],
  ])('in epoch %i is %d', (epoch, rate) => {
    expect(learningRateAt(papers, epoch)).toBeCloseTo(rate, 12);
  });

  it('stays where there are no milestones, to the last bit', () => {
    expect(learningRateAt({ initial: 0.02, milestones: [], decay: 0.1 }, 1000)).toBe(0.02);
  });

  it('takes a milestone at epoch 0 as reached', () => {
    expect(learningRateAt({ initial: 1, milestones: [0, 1], decay: 0.5 }, 0)).toBe(0.5);
  });
});
