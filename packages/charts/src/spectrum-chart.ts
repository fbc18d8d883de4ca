import * as Plot from '@observablehq/plot';
import { type ChartOptions, defaultWidth } from './chart-options.ts';
import { downsample } from './downsample.ts';
import { plot } from './plot.ts';
import { roundCoordinates } from './round-coordinates.ts';

/**
 * The singular values of a layer, descending, as the text of an SVG file that stands by itself.
 * @throws RangeError for none
 */
export function spectrumChart(name: string, singularValues: readonly number[], options: ChartOptions): string {
  if (singularValues.length === 0) throw new RangeError('a spectrum has one singular value or more, got none');
  const { width = defaultWidth } = options;
  const points = singularValues.map((sigma, index) => ({ place: index + 1, sigma }));
  const svg = plot(options, width, {
    x: {
      label: `singular value, of ${points.length.toLocaleString('en-GB')}`,
      domain: [1, Math.max(2, points.length)],
    },
    y: { label: 'σ', grid: true, zero: true, nice: true },
    marks: [
      Plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
      Plot.lineY(
        downsample(points, ({ sigma }) => sigma, width),
        { x: 'place', y: 'sigma', strokeWidth: 1.75 },
      ),
    ],
  });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('role', 'img');
  // As text, not as an attribute: only there does every serialiser escape a name.
  const title = options.document.createElementNS('http://www.w3.org/2000/svg', 'title');
  title.textContent = `Singular values of ${name}, descending`;
  svg.prepend(title);
  return `${roundCoordinates(svg).outerHTML}\n`;
}
