import { describe, expect, it } from 'vitest';
import { createDocument } from './node/index.ts';
import { ratioAnimation } from './ratio-animation.ts';
import type { RunRatios } from './run-ratios.ts';

const document = createDocument();

function ratios(steps: number, values: (step: number, block: number) => number): RunRatios {
  const blocks = ['a', 'b', 'c'].map(
    (site, index) => ({ site, kind: index === 1 ? 'transition' : 'identity' }) as const,
  );
  return {
    name: '<b>run</b>',
    steps: Array.from({ length: steps }, (_, step) => step + 1),
    blocks,
    values: Float64Array.from({ length: 3 * steps }, (_, index) => values(Math.floor(index / 3), index % 3)),
  };
}

const framesOf = (figure: Element) =>
  [...figure.querySelectorAll('.ratio-moving path animate')][0]?.getAttribute('values')?.split(';') ?? [];

describe('ratioAnimation', () => {
  it('has a frame for each record, whose points move with the ratios and are as many in each', () => {
    const frames = framesOf(
      ratioAnimation(
        ratios(4, (step) => 1 + step),
        { document },
      ),
    );
    expect(frames).toHaveLength(4);
    expect(new Set(frames).size).toBe(4);
    expect(frames.every((frame) => /^M[\d.]+,[\d.]+(L[\d.]+,[\d.]+){2}$/.test(frame))).toBe(true);
    const heights = frames.map((frame) => Number(/^M[\d.]+,([\d.]+)/.exec(frame)?.[1]));
    // Larger ratios are higher up.
    expect([...heights].sort((a, b) => b - a)).toEqual(heights);
  });

  it('keeps the first and the last record of a long run, and shows the last one where nothing may move', () => {
    const figure = ratioAnimation(
      ratios(500, (step) => 1 + step / 100),
      { document, frames: 20 },
    );
    const frames = framesOf(figure);
    expect(frames).toHaveLength(20);
    expect(
      figure
        .querySelector('.ratio-still path')
        ?.getAttribute('d')
        ?.replace(/\.0(?=\D|$)/g, ''),
    ).toBe(frames.at(-1)?.replace(/\.0(?=\D|$)/g, ''));
  });

  it('puts what is not finite at the edge, and text never becomes markup', () => {
    const figure = ratioAnimation(
      ratios(2, (step) => (step === 0 ? Number.NaN : 1)),
      { document },
    );
    expect(framesOf(figure).join()).not.toContain('NaN');
    expect(figure.querySelector('b')).toBeNull();
  });

  it('says where there is nothing to draw', () => {
    const figure = ratioAnimation(
      ratios(0, () => 1),
      { document },
    );
    expect(figure.textContent).toContain('Nothing was recorded');
  });
});
