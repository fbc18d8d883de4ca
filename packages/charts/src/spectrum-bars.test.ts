import { describe, expect, it } from 'vitest';
import { createDocument } from './node/create-document.ts';
import { spectrumBars } from './spectrum-bars.ts';

const document = createDocument();
const bins = (counts: Readonly<Record<number, number>>) => Array.from({ length: 21 }, (_, bin) => counts[bin] ?? 0);

describe('spectrumBars', () => {
  it('has a bar for each tenth of the target that is not empty, the fullest the highest, and a tick at the target', () => {
    const svg = spectrumBars(bins({ 8: 1, 10: 1000, 11: 500 }), { document });
    const bars = [...svg.querySelectorAll('rect')].map((bar) => Number(bar.getAttribute('height')));
    expect(bars).toEqual([1, 15, 7.5, 2]);
    const [, target, , tick] = [...svg.querySelectorAll('rect')].map((bar) => Number(bar.getAttribute('x')));
    expect(tick).toBeGreaterThan(target as number);
    expect(tick).toBeLessThan((target as number) + 5);
  });

  it('says the same in words', () => {
    const label = (counts: Readonly<Record<number, number>>) =>
      spectrumBars(bins(counts), { document }).getAttribute('aria-label');
    expect(label({ 9: 1, 10: 299, 20: 100 })).toBe('under 1 % near 0.9 σ, 75 % near 1.0 σ, 25 % near 2.0 σ');
    expect(label({})).toBe('');
  });
});
