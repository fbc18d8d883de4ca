import * as Plot from '@observablehq/plot';
import { element } from './element.ts';
import { css, notFiniteColour, ratioColour, ratioLevels } from './palette.ts';
import { ratioAtLevel } from './ratio-level.ts';
import { roundCoordinates } from './round-coordinates.ts';

/** What the colours of r mean: from 1/limit through 1 to limit, logarithmic, or as far to both sides of 1 on a linear scale. */
export function ratioLegend(options: {
  document: Document;
  limit: number;
  notFinite: boolean;
  scale?: 'log' | 'linear';
}): HTMLElement {
  const { document, limit, notFinite, scale: type = 'log' } = options;
  const ratio = (level: number): number => ratioAtLevel(level, limit, type);
  const colours = Array.from({ length: 2 * ratioLevels + 1 }, (_, index) => {
    const level = index - ratioLevels;
    return { start: ratio((level - 0.5) / ratioLevels), end: ratio((level + 0.5) / ratioLevels), level };
    // No ratio of norms is negative, however far a linear scale goes.
  }).filter(({ end }) => end > 0);
  const ends = [ratio(-1), ratio(1)] as const;
  const ticks = [-1, -0.5, 0, 0.5, 1].map(ratio).filter((tick) => tick >= 0);
  const scale = Plot.plot({
    document,
    width: 300,
    height: 40,
    margin: 14,
    marginTop: 2,
    marginBottom: 22,
    style: { fontSize: '12px' },
    x: { type, domain: [Math.max(colours[0]?.start ?? 0, 0), colours.at(-1)?.end ?? 1] },
    marks: [
      ...colours.map(({ start, end, level }) =>
        Plot.rectX([1], { x1: Math.max(start, 0), x2: end, fill: ratioColour(level), shapeRendering: 'crispEdges' }),
      ),
      Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.4 }),
      Plot.axisX(ticks, { text: (ratio: number) => tickText(ratio, ends), tickSize: 4, label: null }),
    ],
  });
  scale.setAttribute('role', 'img');
  scale.setAttribute(
    'aria-label',
    `Colours of the norm ratio r, from ${tickText(Math.max(0, ends[0]), ends)} to ${tickText(ends[1], ends)}`,
  );
  return element(
    document,
    'div',
    { class: 'ratio-legend' },
    element(document, 'span', {}, 'gradient shrinks'),
    roundCoordinates(scale),
    element(document, 'span', {}, 'gradient grows'),
    ...(notFinite ? [notFiniteEntry(document)] : []),
  );
}

const notFiniteEntry = (document: Document): HTMLElement => {
  const swatch = element(document, 'span', { class: 'chart-swatch', style: `background:${css(notFiniteColour)}` });
  return element(document, 'span', {}, swatch, 'not finite');
};

function tickText(ratio: number, [low, high]: readonly [number, number]): string {
  const text = String(Number(ratio.toPrecision(ratio < 1 ? 2 : 3)));
  if (ratio === high) return `≥ ${text}`;
  return ratio === low ? `≤ ${text}` : text;
}
