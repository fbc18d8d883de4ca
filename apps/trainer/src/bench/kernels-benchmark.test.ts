import { describe, expect, it } from 'vitest';
import { fastestFormulations, type KernelRow, type KernelTime } from './kernels-benchmark.ts';
import { spread } from './spread.ts';

const shape = {
  kernel: [1, 1] as const,
  stride: 1,
  padding: 0,
  inChannels: 8,
  outChannels: 16,
  height: 4,
  width: 4,
};
const key = 'filter-gradient 8->16 1x1 stride 1 padding 0 on 4x4';

const time = (formulation: string | null, ratio: number | null, least = ratio ?? 1): KernelTime => ({
  formulation,
  chosen: false,
  milliseconds: spread([least]),
  toRule: ratio === null ? null : spread([ratio]),
});

const row = (times: KernelTime[], operation: KernelRow['operation'] = 'filter-gradient'): KernelRow => ({
  backend: 'wasm',
  operation,
  shape,
  counts: {},
  times,
});

describe('fastestFormulations', () => {
  it.each([
    [0.5, 0.8, 'a'],
    [0.8, 0.5, 'b'],
    // Faster, by less than runs differ by.
    [0.95, 1.3, 'rule'],
    [1.2, 0.92, 'rule'],
  ])('of ratios %d and %d to the rule’s takes %s', (a, b, name) => {
    expect(fastestFormulations([row([time('rule', null), time('a', a), time('b', b)])])).toEqual({ [key]: name });
  });

  it('does not believe a ratio that the least times deny', () => {
    expect(fastestFormulations([row([time('rule', null), time('a', 0.5, 1.01), time('b', 0.8)])])).toEqual({
      [key]: 'b',
    });
  });

  it('does not believe a median that a third of the rounds deny', () => {
    const rounds = (...ratios: number[]) => ({ ...time('a', 0.5), toRule: spread(ratios) });
    const chosen = (a: KernelTime) => fastestFormulations([row([time('rule', null), a])])[key];
    expect(chosen(rounds(0.5, 0.5, 0.5, 1, 1))).toBe('rule');
    expect(chosen(rounds(0.5, 0.5, 0.5, 0.5, 1))).toBe('a');
  });

  it('names what has one formulation alone, and leaves out what has none', () => {
    expect(fastestFormulations([row([time('rule', null)])])).toEqual({ [key]: 'rule' });
    expect(fastestFormulations([row([time(null, null)]), row([time('rule', null)], 'forward')])).toEqual({});
  });
});
