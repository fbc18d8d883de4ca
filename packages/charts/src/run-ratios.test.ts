import type { NormsRecord } from '@procrustes/runs';
import { describe, expect, it } from 'vitest';
import { ratioAt, runRatios } from './run-ratios.ts';

const record = (step: number, gradient: number[]): NormsRecord => ({
  step,
  sites: ['stem', 'layer1.0', 'layer2.0', 'layer2.1'],
  kinds: ['stem', 'identity', 'transition', 'identity'],
  gradient,
  activation: [1, 1, 1, 1],
});

describe('runRatios', () => {
  it('holds r_l of the blocks after the stem, named after the tap where each ends', () => {
    const ratios = runRatios('net', [record(0, [6, 3, 4, 1]), record(5, [1, 1, 2, 9])]);
    expect(ratios.steps).toEqual([0, 5]);
    expect(ratios.blocks).toEqual([
      { site: 'layer1.0', kind: 'identity' },
      { site: 'layer2.0', kind: 'transition' },
      { site: 'layer2.1', kind: 'identity' },
    ]);
    expect([...ratios.values]).toEqual([2, 0.75, 4, 1, 0.5, 2 / 9]);
    expect(ratioAt(ratios, 1, 1)).toBe(0.5);
  });

  it('is empty without records, and refuses records of two models', () => {
    expect(runRatios('net', []).blocks).toEqual([]);
    expect(() => runRatios('net', [record(0, [6, 3, 4, 1]), record(9, [1, 2])])).toThrow('step 9 of net has 2 norms');
  });
});
