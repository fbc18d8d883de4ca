import { pageTheme } from './page-theme.ts';
import { pageColour, type Theme } from './palette.ts';
import { resolveColours } from './resolve-colours.ts';
import { svgElement } from './svg-element.ts';
import { type TextRun, textRuns, wrapRuns } from './text-runs.ts';
import { themeVariables } from './theme-variables.ts';
import { xmlText } from './xml-text.ts';

/** Options of {@link standaloneSvg}. */
export interface StandaloneSvgOptions {
  /** Its colours: of one theme, or of whichever the viewer of the file prefers; those of the page the chart is in unless told. */
  readonly theme?: Theme | 'both';
}

const ink: Record<Theme, string> = { light: '#1a1d21', dark: '#e8eaed' };
const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';
const [margin, captionSize] = [12, 12];
/** Of a letter of such a font, of its size: no document need be there to measure it. */
const letterWidth = 0.55;

/**
 * A chart as the text of an SVG file that needs nothing else: a figure with its title, legend, drawing and caption, or a drawing alone. Its
 * colours stand in it as numbers, cells of a canvas as an image. Pointer tips are left out.
 *
 * @throws Error where the figure has no drawing
 */
export function standaloneSvg(chart: Element, options: StandaloneSvgOptions = {}): string {
  const document = chart.ownerDocument;
  const { theme = pageTheme(document) } = options;
  const drawing = drawingOf(chart);
  if (drawing === null) {
    throw new Error('the figure has no drawing that could be saved; it says why in its text');
  }
  const { width, height } = sizeOf(drawing);
  const parts: Element[] = [];
  let y = margin;
  const title = chart === drawing ? null : chart.querySelector('h3');
  if (title !== null) {
    const lines = wrapRuns(textRuns(title), width / (15 * letterWidth));
    for (const line of lines) {
      y += 18;
      parts.push(textLine(document, line, margin, y, 15, { 'font-weight': 600 }));
    }
    y += 6;
  }
  const legend = chart === drawing ? null : chart.querySelector('.chart-legend');
  if (legend !== null) {
    const placed = placeLegend(legend, width, y);
    parts.push(...placed.parts);
    y = placed.bottom + 4;
  }
  parts.push(placed(drawing, margin, y, { width, height }));
  y += height + 6;
  const caption = chart === drawing ? null : chart.querySelector('figcaption');
  if (caption !== null) {
    for (const line of wrapRuns(textRuns(caption), width / (captionSize * letterWidth))) {
      y += 16;
      parts.push(textLine(document, line, margin, y, captionSize, { 'fill-opacity': 0.8 }));
    }
  }
  const size = { width: width + 2 * margin, height: Math.ceil(y + margin) };
  const label = title?.textContent ?? drawing.getAttribute('aria-label') ?? '';
  const both = theme === 'both';
  const root = svgElement(
    document,
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      ...size,
      viewBox: `0 0 ${size.width} ${size.height}`,
      role: 'img',
      fill: 'currentColor',
      'font-family': font,
      ...(both ? {} : { color: ink[theme] }),
    },
    ...(label === '' ? [] : [svgElement(document, 'title', {}, label)]),
    ...descriptionOf(chart, drawing, document),
    ...(both ? [svgElement(document, 'style', {}, bothThemes())] : []),
    svgElement(document, 'rect', { ...size, fill: `var(${pageColour.variable}, ${pageColour.light})` }),
    ...parts,
  );
  const text = xmlText(root);
  return `${both ? text.replaceAll('var(--plot-background)', `var(${pageColour.variable}, ${pageColour.light})`) : resolveColours(text, theme)}\n`;
}

const bothThemes = (): string =>
  `svg{color:${ink.light};${themeVariables('light')}}@media (prefers-color-scheme:dark){svg{color:${ink.dark};${themeVariables('dark')}}}`;

/** The wide drawing of a figure: an SVG, or a canvas with one above it. */
function drawingOf(chart: Element): Element | null {
  if (chart.localName.toLowerCase() === 'svg') return chart;
  return chart.querySelector('.chart-drawings > svg, .chart-drawings > div');
}

const descriptionOf = (chart: Element, drawing: Element, document: Document): Element[] => {
  const label = chart === drawing ? null : drawing.getAttribute('aria-label');
  return label === null ? [] : [svgElement(document, 'desc', {}, label)];
};

function sizeOf(drawing: Element): { width: number; height: number } {
  const svg = drawing.localName.toLowerCase() === 'svg' ? drawing : (drawing.querySelector('svg') ?? drawing);
  const [, , width = 0, height = 0] = (svg.getAttribute('viewBox') ?? '').split(/[\s,]+/).map(Number);
  return { width: width || Number(svg.getAttribute('width')), height: height || Number(svg.getAttribute('height')) };
}

/** A copy of a drawing at this place, without what only a page has. */
function placed(drawing: Element, x: number, y: number, size: { width: number; height: number }): Element {
  const document = drawing.ownerDocument;
  if (drawing.localName.toLowerCase() !== 'svg') {
    const svg = drawing.querySelector('svg');
    const image = [...drawing.querySelectorAll('canvas')].map((canvas) => imageOf(canvas, x, y, size));
    return svgElement(document, 'g', {}, ...image, ...(svg === null ? [] : [placed(svg, x, y, size)]));
  }
  const copy = drawing.cloneNode(true) as Element;
  // Its height would become that of the page. All it says of the rest stands in the root.
  for (const style of copy.querySelectorAll('style')) style.remove();
  for (const tip of copy.querySelectorAll('[aria-label="tip"]')) tip.remove();
  for (const name of ['class', 'role', 'aria-label', 'style', 'xmlns', 'xmlns:xlink']) copy.removeAttribute(name);
  const attributes = { x, y, ...size, overflow: 'visible', style: 'white-space:pre', 'font-size': 12 };
  for (const [name, value] of Object.entries(attributes)) copy.setAttribute(name, String(value));
  return copy;
}

/** The cells of a canvas, which lies in the drawing where its style says, in percent. */
function imageOf(canvas: HTMLCanvasElement, x: number, y: number, size: { width: number; height: number }): Element {
  const { left, top, width, height } = canvas.style;
  const part = (percent: string, whole: number): number => (Number.parseFloat(percent) / 100) * whole;
  return svgElement(canvas.ownerDocument, 'image', {
    x: x + part(left, size.width),
    y: y + part(top, size.height),
    width: part(width, size.width),
    height: part(height, size.height),
    preserveAspectRatio: 'none',
    style: 'image-rendering:pixelated',
    href: canvas.toDataURL('image/png'),
  });
}

function textLine(
  document: Document,
  runs: readonly TextRun[],
  x: number,
  y: number,
  size: number,
  attributes: Readonly<Record<string, string | number>> = {},
): Element {
  let lowered = false;
  const spans = runs.map(({ text, subscript }) => {
    const shift = subscript === lowered ? {} : { dy: subscript ? 3 : -3 };
    lowered = subscript;
    return svgElement(document, 'tspan', { ...shift, ...(subscript ? { 'font-size': size * 0.75 } : {}) }, text);
  });
  return svgElement(document, 'text', { x, y, 'font-size': size, style: 'white-space:pre', ...attributes }, ...spans);
}

/** The parts of a legend, side by side while there is room. */
function placeLegend(legend: Element, width: number, top: number): { parts: Element[]; bottom: number } {
  const document = legend.ownerDocument;
  const parts: Element[] = [];
  let [x, y, line] = [margin, top, 0];
  const place = (size: { width: number; height: number }, make: (x: number, y: number) => Element, gap: number) => {
    if (x > margin && x + size.width > width + margin) [x, y, line] = [margin, y + line, 0];
    parts.push(make(x, y));
    x += size.width + gap;
    line = Math.max(line, size.height);
  };
  const walk = (node: Node): void => {
    if (node.nodeType === 3) {
      const text = (node.nodeValue ?? '').trim();
      const runs = [{ text, subscript: false }];
      const size = { width: text.length * 13 * letterWidth, height: 22 };
      if (text !== '') place(size, (left, upper) => textLine(document, runs, left, upper + 15, 13), 14);
      return;
    }
    if (node.nodeType !== 1) return;
    const child = node as Element;
    const name = child.localName.toLowerCase();
    if (name === 'style') return;
    if (child.getAttribute('class') === 'ratio-legend') {
      const [low, scale, high, ...others] = child.children;
      const size = { width: Number(scale?.getAttribute('width')), height: Number(scale?.getAttribute('height')) };
      const word = (end: Element | undefined) => [{ text: end?.textContent ?? '', subscript: false }];
      // What the ends mean stands below them, as on a page.
      const group = (left: number, upper: number) =>
        svgElement(
          document,
          'g',
          {},
          placed(scale as Element, left, upper, size),
          textLine(document, word(low), left, upper + size.height + 11, 12),
          textLine(document, word(high), left + size.width, upper + size.height + 11, 12, { 'text-anchor': 'end' }),
        );
      place({ width: size.width, height: size.height + 18 }, group, 14);
      for (const other of others) walk(other);
    } else if (name === 'svg') {
      const size = { width: Number(child.getAttribute('width')), height: Number(child.getAttribute('height')) };
      // A swatch stands in the middle of its line of text.
      const drop = size.height < 22 ? (22 - size.height) / 2 : 0;
      const ramp = (left: number, upper: number) => placed(child, left, upper + drop, size);
      place(size, (left, upper) => withFill(ramp(left, upper), child), 6);
    } else if (child.getAttribute('class') === 'chart-swatch') {
      const background = /background:\s*([^;]+)/.exec(child.getAttribute('style') ?? '')?.[1] ?? 'none';
      const square = (left: number, upper: number) =>
        svgElement(document, 'rect', { x: left, y: upper + 5, width: 12, height: 12, fill: background });
      place({ width: 12, height: 22 }, square, 6);
    } else for (const grandchild of child.childNodes) walk(grandchild);
  };
  walk(legend);
  return { parts, bottom: y + line };
}

/** A swatch keeps its colour as the fill of the whole. */
function withFill(copy: Element, original: Element): Element {
  const fill = original.getAttribute('fill');
  if (fill !== null) copy.setAttribute('fill', fill);
  return copy;
}
