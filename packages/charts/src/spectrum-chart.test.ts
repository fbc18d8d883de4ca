import { describe, expect, it } from 'vitest';
import { createDocument } from './node/create-document.ts';
import { spectrumChart } from './spectrum-chart.ts';

describe('spectrumChart', () => {
  const document = createDocument();

  it('is one SVG that stands by itself, with one line', () => {
    const svg = spectrumChart('conv1.weight', [3, 2, 1], { document });
    expect(svg).toMatch(/^<svg[^>]* xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toContain('Singular values of conv1.weight');
    expect(svg.match(/<path [^>]*stroke-width="1.75"|<g [^>]*aria-label="line"/g)?.length).toBeGreaterThan(0);
  });

  it('keeps markup in a name as text', () => {
    expect(spectrumChart('<b>&', [1], { document })).not.toContain('<b>');
  });

  it('refuses an empty spectrum', () => {
    expect(() => spectrumChart('none', [], { document })).toThrow('got none');
  });
});
