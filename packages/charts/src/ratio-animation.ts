import * as Plot from '@observablehq/plot';
import { chartFigure } from './chart-figure.ts';
import type { ChartOptions } from './chart-options.ts';
import { kindColour } from './palette.ts';
import { baseline, logAxisY, plot } from './plot.ts';
import { ratioDomain } from './ratio-domain.ts';
import { type RunRatios, ratioAt } from './run-ratios.ts';
import { svgElement } from './svg-element.ts';

export interface RatioAnimationOptions extends ChartOptions {
  /** The values of r that the chart spans; charts to be compared share it. Else those that occur. */
  readonly domain?: readonly [number, number];
  /** At most so many moments of training, two or more; 60 unless told. */
  readonly frames?: number;
}

/** Of one moment, in seconds. */
const frameSeconds = 0.15;

/**
 * r_l along the net as it changes in training: a line over the blocks that moves from record to record, again and again, with a bar that
 * shows how far training has come. SVG's own animation, so that a page without scripts has it; who asks for less motion sees the last
 * record alone.
 */
export function ratioAnimation(ratios: RunRatios, options: RatioAnimationOptions): HTMLElement {
  const { domain = ratioDomain([ratios]), frames = 60 } = options;
  const count = ratios.blocks.length;
  const moments = evenly(ratios.steps.length, Math.max(2, frames));
  const draw = (width: number): Element | null => {
    if (moments.length === 0 || count === 0) return null;
    const last = moments.at(-1) as number;
    const drawnRatio = (record: number, block: number) => clamped(ratioAt(ratios, record, block), domain);
    const svg = plot(options, width, {
      x: { label: 'block, input at the left', domain: [1, Math.max(2, count)] },
      y: { label: 'norm ratio r, logarithmic', type: 'log', domain },
      marks: [
        ...logAxisY(domain, 6),
        baseline([1]),
        Plot.ruleX(
          ratios.blocks.flatMap(({ kind }, block) => (kind === 'transition' ? [block + 1] : [])),
          { stroke: kindColour('transition'), strokeOpacity: 0.4, strokeDasharray: '2 3' },
        ),
        Plot.lineY(
          ratios.blocks.map((_, block) => ({ block: block + 1, ratio: drawnRatio(last, block) })),
          { x: 'block', y: 'ratio', stroke: kindColour('identity'), strokeWidth: 2, className: 'ratio-still' },
        ),
      ],
    }) as Element & { scale(name: string): { apply(value: number): number } };
    const [x, y] = [svg.scale('x'), svg.scale('y')];
    const frame = (record: number) =>
      ratios.blocks
        .map((_, block) => {
          const place = [x.apply(block + 1), y.apply(drawnRatio(record, block))];
          return `${block === 0 ? 'M' : 'L'}${place.map((coordinate) => coordinate.toFixed(1)).join(',')}`;
        })
        .join('');
    const seconds = `${(moments.length * frameSeconds).toFixed(1)}s`;
    const animation = (attributeName: string, values: readonly string[]): Element =>
      svgElement(options.document, 'animate', {
        attributeName,
        values: values.join(';'),
        dur: seconds,
        repeatCount: 'indefinite',
        calcMode: 'linear',
      });
    const still = svg.querySelector('.ratio-still');
    const moving = still?.cloneNode(true) as Element | undefined;
    moving?.setAttribute('class', 'ratio-moving');
    moving?.querySelector('path')?.append(animation('d', moments.map(frame)));
    if (moving !== undefined) still?.after(moving);
    const [left, right] = [x.apply(1), x.apply(Math.max(2, count))];
    svg.append(
      svgElement(
        options.document,
        'rect',
        { x: left, y: 0, width: right - left, height: 3, fill: kindColour('identity'), class: 'ratio-moving' },
        animation('width', ['0', String(right - left)]),
      ),
    );
    return svg;
  };
  const [first, last] = [ratios.steps[0], ratios.steps.at(-1)];
  return chartFigure(options, {
    title: `The blocks of ${ratios.name} while it trains`,
    label: `Norm ratio of each of the ${count} blocks of ${ratios.name}, moving from step ${first} to step ${last}`,
    caption: `r_l of every block in forward order, from step ${first} to step ${last} as the bar above grows; dashed where the transitions are. A net that keeps the norm of the gradient lies on r = 1.`,
    draw,
  });
}

/** At most `limit` of `count` places, evenly, with the first and the last. */
function evenly(count: number, limit: number): number[] {
  if (count <= limit) return Array.from({ length: count }, (_, place) => place);
  return Array.from({ length: limit }, (_, place) => Math.round((place * (count - 1)) / (limit - 1)));
}

/** A ratio that is not finite goes to the edge, so that every line has the same points. */
const clamped = (ratio: number, [low, high]: readonly [number, number]): number =>
  Number.isNaN(ratio) ? high : Math.min(high, Math.max(low, ratio));
