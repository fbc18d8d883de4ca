import { describe, expect, it } from 'vitest';
import { logTicks, tickText } from './log-ticks.ts';

describe('logTicks', () => {
  it('is even where the axis is short', () => {
    expect(logTicks([0.9, 2], 6)).toEqual([1, 1.2, 1.4, 1.6, 1.8, 2]);
    expect(logTicks([0.995, 1.005], 6)).toContain(1);
  });

  it('goes by 1, 2, 5 over some decades, and by powers over many', () => {
    expect(logTicks([0.02, 2], 6)).toEqual([0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]);
    expect(logTicks([1e-12, 1e12], 6).map(tickText)).toEqual(['1e-12', '1e-8', '0.0001', '1', '10000', '1e8', '1e12']);
  });
});
