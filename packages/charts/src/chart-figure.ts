import type { ChartOptions } from './chart-options.ts';
import { defaultWidth } from './chart-options.ts';
import { chartScales, setChartScales } from './chart-scales.ts';
import { element } from './element.ts';
import { formula } from './formula.ts';
import { roundCoordinates } from './round-coordinates.ts';

/** What a figure shows. */
export interface FigureContent {
  /** What the picture is, for who cannot see it. */
  readonly label: string;
  /** One sentence that explains the quantity, indices as `r_l`; asked for after the drawing. */
  readonly caption: string | (() => string);
  readonly title: string;
  readonly legend?: Node | undefined;
  /** The drawing at this width, or null where there is nothing to draw. */
  readonly draw: (width: number) => Element | null;
}

/** A figure with its title, legend, drawings and caption; where there is nothing to draw it says so. */
export function chartFigure(options: ChartOptions, content: FigureContent): HTMLElement {
  const { document, width = defaultWidth, narrowWidth } = options;
  const { caption } = content;
  const figure = element(document, 'figure', { class: 'chart' }, element(document, 'h3', {}, content.title));
  const wide = drawing(content, width, 'chart-wide');
  if (wide === null) {
    figure.append(element(document, 'p', { class: 'chart-note' }, 'Nothing was recorded for this picture.'));
    return figure;
  }
  setChartScales(figure, chartScales(wide));
  if (content.legend !== undefined) figure.append(element(document, 'div', { class: 'chart-legend' }, content.legend));
  const narrow = narrowWidth === undefined ? null : drawing(content, narrowWidth, 'chart-narrow');
  if (narrow === null) wide.setAttribute('class', (wide.getAttribute('class') ?? '').replace(' chart-wide', ''));
  figure.append(element(document, 'div', { class: 'chart-drawings' }, wide, ...(narrow === null ? [] : [narrow])));
  figure.append(
    element(document, 'figcaption', {}, ...formula(document, typeof caption === 'string' ? caption : caption())),
  );
  return figure;
}

function drawing({ draw, label }: FigureContent, width: number, name: string): Element | null {
  const svg = draw(width);
  if (svg === null) return null;
  svg.setAttribute('class', `${svg.getAttribute('class') ?? ''} ${name}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  return roundCoordinates(svg);
}
