import { DOMParser } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { blockCurves } from './block-curves.ts';
import { lossChart } from './loss-chart.ts';
import { createDocument } from './node/create-document.ts';
import { normProfile } from './norm-profile.ts';
import { palette } from './palette.ts';
import { ratioCurves } from './ratio-curves.ts';
import { ratioHeatmap } from './ratio-heatmap.ts';
import { ratioHistogram } from './ratio-histogram.ts';
import { runRatios } from './run-ratios.ts';
import { standaloneSvg } from './standalone-svg.ts';
import { sampleRun } from './testing/sample-run.ts';

const document = createDocument();
const hostile = `a</text><script>alert(1)</script>"'&<\u0000\ud800`;
const run = { ...sampleRun({ steps: 30, blocksPerStage: 3, divergesAt: 25 }) };
const named = { name: hostile, run };
const ratios = runRatios(hostile, run.norms);
const figures = {
  ratioHeatmap: ratioHeatmap(ratios, { document }),
  ratioCurves: ratioCurves([ratios], { document, interactive: true }),
  ratioHistogram: ratioHistogram([ratios], { document }),
  blockCurves: blockCurves(ratios, { document, interactive: true, band: { gamma: 0 } }),
  lossChart: lossChart([named], { document }),
  normProfile: normProfile([named], { document }),
};

describe.each(Object.entries(figures))('standaloneSvg of %s', (_, figure) => {
  const svg = standaloneSvg(figure, { theme: 'dark' });

  it('is an SVG with the title, the drawing and the caption of its figure', () => {
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
    const root = parsed.documentElement as unknown as Element;
    expect(root.localName).toBe('svg');
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    const text = root.textContent ?? '';
    const words = (element: Element | null) => (element?.textContent ?? '').replaceAll(/[\s\p{Cc}\p{Cs}\ufffd]/gu, '');
    for (const part of ['h3', 'figcaption'])
      expect(text.replaceAll(/[\s\ufffd]/g, '')).toContain(words(figure.querySelector(part)));
    expect(root.querySelectorAll('path, rect').length).toBeGreaterThan(5);
  });

  it('refers to nothing outside itself, and lets no text become markup', () => {
    expect(svg).not.toMatch(/<script|<style|var\(|<foreignObject/);
    expect(svg.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\((?!#)/);
    expect(svg).not.toMatch(/(?!\n)\p{Cc}|\p{Cs}|NaN|Infinity|undefined/u);
  });

  it('has the colours of the theme that is asked for', () => {
    expect(svg).toContain('fill="#14171c"');
    const light = standaloneSvg(figure, { theme: 'light' });
    expect(light).toContain('fill="#ffffff"');
    expect(standaloneSvg(figure)).toBe(light);
    for (const { dark, light: other } of palette()) if (light.includes(other)) expect(svg).toContain(dark);
    const both = standaloneSvg(figure, { theme: 'both' });
    expect(both).toContain('@media (prefers-color-scheme:dark){svg{color:#e8eaed;--chart-page:#14171c;');
    expect(both).toContain('var(--chart-page, #ffffff)');
  });
});

describe('standaloneSvg', () => {
  it('takes a drawing alone', () => {
    const drawing = figures.lossChart.querySelector('.chart-drawings > svg') as Element;
    const svg = standaloneSvg(drawing);
    expect(svg).toContain('<title>Loss by training step');
    expect(svg).not.toContain('Cross-entropy E');
  });

  it('leaves the figure as it was', () => {
    const before = figures.blockCurves.outerHTML;
    standaloneSvg(figures.blockCurves);
    expect(figures.blockCurves.outerHTML).toBe(before);
  });

  it('refuses a figure with nothing in it', () => {
    const empty = ratioHeatmap(runRatios('none', []), { document });
    expect(() => standaloneSvg(empty)).toThrow('no drawing');
  });
});

it('has what the colours of a heatmap mean below their ends, one line lower than the colours', () => {
  const svg = standaloneSvg(ratioHeatmap(ratios, { document }));
  const place = (text: string) => {
    const [, x, y] = new RegExp(`<text x="([\\d.]+)" y="([\\d.]+)"[^>]*><tspan>${text}<`).exec(svg) ?? [];
    return { x: Number(x), y: Number(y) };
  };
  const [low, high] = [place('gradient shrinks'), place('gradient grows')];
  expect(high).toEqual({ x: low.x + 300, y: low.y });
  expect(svg).toMatch(/text-anchor="end"[^>]*><tspan>gradient grows</);
});
