import { ratiosOfTable } from '@procrustes/charts';
import { describe, expect, it } from 'vitest';
import {
  blockReadout,
  cellReadout,
  deviationReadout,
  learningReadout,
  profileReadout,
  ratioReadout,
  spectrumReadout,
} from './readouts.ts';
import { sampleRun } from './testing/sample-run.ts';

// Gradient norms 8, 4, 4, 1 and 16, 4, 2, 2: ratios 2, 1, 4 and 4, 2, 1.
const run = sampleRun({
  name: 'a',
  steps: [10, 20],
  sites: ['stem', 'one', 'two', 'three'],
  kinds: ['stem', 'identity', 'identity', 'transition'],
  gradient: [8, 4, 4, 1, 16, 4, 2, 2],
  activation: [1, 2, 3, 4, 5, 6, 7, 8],
});
const other = { ...run, name: 'b' };

describe('readouts', () => {
  it('tell the extreme ratios and their blocks, of the last record until the step', () => {
    expect(ratioReadout(run.norms, 10)).toBe('step 10: r from 1 (two) to 4 (three)');
    expect(ratioReadout(run.norms, 19)).toBe('step 10: r from 1 (two) to 4 (three)');
    expect(ratioReadout(run.norms, null)).toBe('step 20: r from 1 (three) to 4 (one)');
    expect(ratioReadout(run.norms, 9)).toBe('nothing recorded yet');
  });

  it('tell a cell of a heatmap, of several blocks the one farthest from 1', () => {
    const ratios = ratiosOfTable(run.name, run.norms);
    expect(cellReadout(ratios, { first: 1, last: 1 }, 10)).toBe('step 10, two: r = 1');
    expect(cellReadout(ratios, { first: 0, last: 2 }, 20)).toBe(
      'step 20, one: r = 4, farthest from 1 of blocks 1 to 3',
    );
    expect(cellReadout(ratios, { first: 0, last: 0 }, 1)).toBe('nothing recorded yet');
  });

  it('tell the mean distance from 1 by kind', () => {
    expect(deviationReadout([run], 10)).toBe('step 10, mean |r − 1| identity 0.5000, transition 3');
    expect(deviationReadout([run, other], 20)).toBe(
      'a: step 20, mean |r − 1| identity 2, transition 0; b: step 20, mean |r − 1| identity 2, transition 0',
    );
  });

  it('tell one block', () => {
    expect(blockReadout(run.norms, 1, 10)).toBe('step 10: r = 2, ‖∂E/∂x‖ = 4, ‖x‖ = 2');
    expect(blockReadout(run.norms, 0, 10), 'the stem has no ratio').toBe('step 10: ‖∂E/∂x‖ = 8, ‖x‖ = 1');
  });

  it('tell the profile', () => {
    expect(profileReadout([run], null)).toBe('step 20, ‖∂E/∂x‖ from 2 (two) to 16 (stem)');
  });

  it('leave out what is not finite, and say where all of it is', () => {
    const broken = sampleRun({ ...run.norms, steps: [1], gradient: [8, Number.NaN, 4, 1] });
    expect(ratioReadout(broken.norms, 1)).toBe('step 1: r from 4 (three) to 4 (three)');
    const lost = sampleRun({ ...run.norms, steps: [1], gradient: [0, 0, 0, 0] });
    expect(ratioReadout(lost.norms, 1)).toBe('step 1: no ratio is finite');
  });

  it('tell loss and accuracy, training and validation', () => {
    expect(learningReadout([run], 'loss', 15)).toBe('step 10 2.300');
    expect(learningReadout([run], 'accuracy', null)).toBe('step 20 25.0 %, validation at step 20 30.0 %');
    expect(learningReadout([{ ...run, metrics: [], validation: [] }], 'loss', null)).toBe('');
  });

  it('tell the singular values of the last projection', () => {
    expect(spectrumReadout(run.projections, 12)).toBe(
      'step 12: stem.weight σ 0.5000 to 3 before, 1.900 to 2.100 after',
    );
    expect(spectrumReadout(run.projections, 11)).toBe('not projected yet');
  });
});
