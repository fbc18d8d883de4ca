import { Generator } from '@procrustes/random';
import { expectTensorCount, useCpuBackend } from '@procrustes/testing';
import { tensor2d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Linear } from './linear.ts';

useCpuBackend();

describe('Linear', () => {
  it('is x Wᵀ + b', async () => {
    await expectTensorCount(async () => {
      const layer = new Linear(3, 2);
      layer.parameters.weight.assign(Float32Array.of(1, 2, 3, 4, 5, 6));
      layer.parameters.bias.assign(Float32Array.of(10, 20));
      const x = tensor2d([1, 0, -1, 2, 1, 0], [2, 3]);
      const y = layer.forward(x);
      expect(y.shape).toEqual([2, 2]);
      expect(await y.data()).toEqual(Float32Array.of(8, 18, 14, 33));
      x.dispose();
      y.dispose();
      layer.dispose();
    });
  });

  it('starts uniform in ±1/√in with bias 0', async () => {
    const layer = new Linear(256, 10);
    layer.initialise(Generator.named(1, 'linear'));
    const weights = await layer.parameters.weight.values();
    const largest = Math.max(...weights.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(1 / 16);
    // Of 2,560 draws the largest is within 1 % of the bound but for a chance of e⁻²⁵.
    expect(largest).toBeGreaterThan(0.99 / 16);
    expect(new Set(await layer.parameters.bias.values())).toEqual(new Set([0]));
    layer.dispose();
  });
});
