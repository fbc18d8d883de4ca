import type { StateTensor } from '@procrustes/models';
import { SafetensorsError } from '@procrustes/safetensors';
import { describe, expect, it } from 'vitest';
import { TraceComparison, traceLimits } from './trace-comparison.ts';

const tensor = (values: readonly number[], shape: readonly number[] = [values.length]): StateTensor => ({
  shape,
  values: Float32Array.from(values),
});

describe('TraceComparison', () => {
  it('has errors relative to the norm of what was recorded, and keeps the largest of each kind', () => {
    const comparison = new TraceComparison();
    comparison.tensor('weights', 'near', tensor([3, 4.5]), tensor([3, 4]));
    comparison.tensor('weights', 'far', tensor([3, 5]), tensor([3, 4]));
    comparison.tensor('weights', 'nearest', tensor([3, 4]), tensor([3, 4]));
    comparison.number('loss', 'step 1', 1.5, -2);
    const { errors, worst, pass } = comparison.verdict();
    expect(errors).toEqual({ ...errors, weights: 0.2, loss: 1.75, logits: 0 });
    expect(worst).toEqual({ ...worst, weights: 'far', loss: 'step 1', logits: '' });
    expect(pass).toBe(false);
  });

  it('passes up to the limit', () => {
    const passes = (factor: number) => {
      const comparison = new TraceComparison();
      comparison.number('loss', 'loss', 1 + factor * traceLimits.loss, 1);
      return comparison.verdict().pass;
    };
    expect(new TraceComparison().verdict().pass).toBe(true);
    expect(passes(0.99)).toBe(true);
    expect(passes(1.01)).toBe(false);
  });

  it('measures against 1 what was recorded as zero', () => {
    const comparison = new TraceComparison();
    comparison.tensor('gradients', 'zero', tensor([0, 1e-5]), tensor([0, 0]));
    comparison.number('gradientNorms', 'zero', 0, 0);
    expect(comparison.verdict().errors.gradients).toBeCloseTo(1e-5, 12);
    expect(comparison.verdict().pass).toBe(true);
  });

  it('fails for NaN, whatever follows', () => {
    const comparison = new TraceComparison();
    comparison.tensor('logits', 'spoilt', tensor([1, Number.NaN]), tensor([1, 2]));
    comparison.tensor('logits', 'far', tensor([9, 9]), tensor([1, 2]));
    expect(comparison.verdict()).toMatchObject({
      errors: { logits: Number.NaN },
      worst: { logits: 'spoilt' },
      pass: false,
    });
  });

  it.each([
    ['a prefix', tensor([1, 2])],
    ['more than it', tensor([1, 2, 3, 4, 0, 0], [3, 2])],
    ['the same values in another shape', tensor([1, 2, 3, 4])],
  ])('refuses to compare with %s', (_what, recorded) => {
    const comparison = new TraceComparison();
    const compare = () => comparison.tensor('weights', 'w', tensor([1, 2, 3, 4], [2, 2]), recorded);
    expect(compare).toThrow(SafetensorsError);
    expect(compare).toThrow(
      `'w' of the trace's weights has shape [${recorded.shape.join(', ')}], the model's is [2, 2]`,
    );
  });

  it('refuses to compare with nothing', () => {
    const compare = () => new TraceComparison().tensor('gradients', 'w', tensor([1]), undefined);
    expect(compare).toThrow(SafetensorsError);
    expect(compare).toThrow("the trace's gradients lack 'w'");
  });
});
