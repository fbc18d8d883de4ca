import * as Plot from '@observablehq/plot';
import { element } from './element.ts';
import { css, notFiniteColour, ratioColour, ratioLevels } from './palette.ts';
import { roundCoordinates } from './round-coordinates.ts';

/** What the colours of r mean: from 1/limit through 1 to limit, logarithmic. */
export function ratioLegend(options: { document: Document; limit: number; notFinite: boolean }): HTMLElement {
  const { document, limit, notFinite } = options;
  const half = Math.log(limit) / ratioLevels / 2;
  const colours = Array.from({ length: 2 * ratioLevels + 1 }, (_, index) => {
    const middle = 2 * half * (index - ratioLevels);
    return { start: Math.exp(middle - half), end: Math.exp(middle + half), level: index - ratioLevels };
  });
  const ticks = [1 / limit, 1 / Math.sqrt(limit), 1, Math.sqrt(limit), limit];
  const scale = Plot.plot({
    document,
    width: 300,
    height: 40,
    margin: 14,
    marginTop: 2,
    marginBottom: 22,
    style: { fontSize: '12px' },
    x: { type: 'log', domain: [colours[0]?.start ?? 0, colours.at(-1)?.end ?? 1] },
    marks: [
      ...colours.map(({ start, end, level }) =>
        Plot.rectX([1], { x1: start, x2: end, fill: ratioColour(level), shapeRendering: 'crispEdges' }),
      ),
      Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.4 }),
      Plot.axisX(ticks, { text: (ratio: number) => tickText(ratio, limit), tickSize: 4, label: null }),
    ],
  });
  scale.setAttribute('role', 'img');
  scale.setAttribute(
    'aria-label',
    `Colours of the norm ratio r, from ${tickText(1 / limit, limit)} to ${tickText(limit, limit)}`,
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

function tickText(ratio: number, limit: number): string {
  const text = String(Number(ratio.toPrecision(ratio < 1 ? 2 : 3)));
  if (ratio === limit) return `≥ ${text}`;
  return ratio === 1 / limit ? `≤ ${text}` : text;
}
