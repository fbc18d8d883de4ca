import * as Plot from '@observablehq/plot';
import { chartFigure } from './chart-figure.ts';
import type { ChartOptions } from './chart-options.ts';
import type { ChartTable } from './chart-table.ts';
import { colourLegend } from './colour-legend.ts';
import { numberText } from './number-text.ts';
import { css, notFiniteColour, ratioColour, ratioLevels } from './palette.ts';
import { plot } from './plot.ts';

/** A kernel: of a convolution [height, width, in, out], or of a linear layer [out, in]. */
export interface Kernel {
  readonly name: string;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: ArrayLike<number>;
}

/** More squares than this can neither be told apart nor be drawn in no time. */
const maxSquares = 2304;

/**
 * The weights of a kernel on a diverging scale that is centred at 0 and ends at the largest of them: inputs down, outputs across, and in the
 * place of each pair its taps. Of a large kernel the first inputs and outputs; the caption says how many.
 *
 * @throws RangeError for a shape that is not that of a kernel, or for values that do not fill it
 */
export function kernelPicture(kernel: Kernel, options: ChartOptions): HTMLElement {
  const { height, width, inputs, outputs, at } = viewOf(kernel);
  const taps = height * width;
  const side = Math.max(1, Math.floor(Math.sqrt(maxSquares / taps)));
  // What the short side leaves over the long one takes.
  const rows = Math.min(inputs, Math.max(side, Math.floor(maxSquares / taps / Math.max(1, outputs))));
  const columns = Math.min(outputs, Math.max(side, Math.floor(maxSquares / taps / Math.max(1, rows))));
  const largest = largestOf(kernel.values);
  const gap = taps === 1 ? 0 : 0.12;
  const middle = (1 - gap) / 2;
  const squares = new Map<string, Square[]>();
  for (let input = 0; input < rows; input += 1) {
    for (let output = 0; output < columns; output += 1) {
      for (let y = 0; y < height; y += 1) {
        for (let x = 0; x < width; x += 1) {
          const value = at(y, x, input, output);
          const square = {
            x1: output + ((1 - gap) * x) / width,
            x2: output + ((1 - gap) * (x + 1)) / width,
            y1: input + ((1 - gap) * y) / height,
            y2: input + ((1 - gap) * (y + 1)) / height,
            title: `${taps === 1 ? '' : `tap ${y}, ${x}, `}input ${input}, output ${output}: ${numberText(value, 6)}`,
          };
          const fill = fillOf(value, largest);
          const others = squares.get(fill);
          if (others === undefined) squares.set(fill, [square]);
          else others.push(square);
        }
      }
    }
  }
  const draw = (total: number): Element | null => {
    if (squares.size === 0) return null;
    const size = Math.min(24 * Math.max(1, width / 2), (total - 70) / columns);
    const marginRight = Math.max(18, total - 52 - size * columns);
    return plot(options, total, {
      height: Math.round(70 + Math.max(24, size * rows)),
      marginRight,
      x: { label: 'output channel', domain: [0, columns] },
      y: { label: 'input channel', domain: [rows, 0], labelArrow: 'none' },
      marks: [
        ...[...squares].map(([fill, data]) =>
          Plot.rect(data, {
            x1: 'x1',
            x2: 'x2',
            y1: 'y1',
            y2: 'y2',
            fill,
            shapeRendering: 'crispEdges',
            ...(options.interactive ? { title: 'title' } : {}),
          }),
        ),
        Plot.axisX(channelTicks(columns), { x: (channel: number) => channel + middle, text: String, tickSize: 4 }),
        Plot.axisY(channelTicks(rows), { y: (channel: number) => channel + middle, text: String, tickSize: 4 }),
        Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.25 }),
      ],
    });
  };
  const what = taps === 1 ? 'The weights' : `The ${height} × ${width} taps of each pair of channels`;
  const part =
    rows === inputs && columns === outputs
      ? `all ${inputs} inputs and ${outputs} outputs`
      : `the first ${rows} of ${inputs} inputs and ${columns} of ${outputs} outputs; the rest is left out`;
  return chartFigure(options, {
    title: `Weights of ${kernel.name}`,
    label: `Weights of ${kernel.name} from ${numberText(-largest)} to ${numberText(largest)}: ${part}`,
    caption: `${what}, blue below zero and red above: ${part}.`,
    legend: colourLegend(options.document, [
      [numberText(-largest), ratioColour(-ratioLevels)],
      ['0', ratioColour(0)],
      [numberText(largest), ratioColour(ratioLevels)],
      ...(squares.has(css(notFiniteColour)) ? ([['not finite', css(notFiniteColour)]] as const) : []),
    ]),
    draw,
  });
}

/** Every weight of a kernel. */
export function kernelTable(kernel: Kernel): ChartTable {
  const { height, width, inputs, outputs, at } = viewOf(kernel);
  const rows: (string | number)[][] = [];
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      for (let input = 0; input < inputs; input += 1)
        for (let output = 0; output < outputs; output += 1) rows.push([y, x, input, output, at(y, x, input, output)]);
  return { head: ['row', 'column', 'input', 'output', 'weight'], rows };
}

interface Square {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly title: string;
}

/** Channel 0 and every second, fifth, tenth, … */
function channelTicks(channels: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((size) => channels / size <= 9) ?? 1000;
  return Array.from({ length: Math.ceil(channels / step) }, (_, index) => index * step);
}

/** A kernel by its channels and taps, in either layout. */
function viewOf({ name, shape, values }: Kernel) {
  const sizes = shape.length === 2 ? [1, 1, shape[1], shape[0]] : shape;
  const [height = 0, width = 0, inputs = 0, outputs = 0] = sizes;
  if (sizes.length !== 4 || !sizes.every((size) => Number.isInteger(size) && (size ?? 0) > 0)) {
    throw new RangeError(`a kernel is [height, width, in, out] or [out, in], ${name} is [${shape.join(', ')}]`);
  }
  if (values.length !== height * width * inputs * outputs) {
    throw new RangeError(
      `${name} of shape [${shape.join(', ')}] has ${height * width * inputs * outputs} weights, got ${values.length}`,
    );
  }
  const at = (y: number, x: number, input: number, output: number): number =>
    values[
      shape.length === 2 ? output * inputs + input : ((y * width + x) * inputs + input) * outputs + output
    ] as number;
  return { height, width, inputs, outputs, at };
}

function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let index = 0; index < values.length; index += 1) {
    const size = Math.abs(values[index] as number);
    if (size > largest && Number.isFinite(size)) largest = size;
  }
  return largest;
}

function fillOf(value: number, largest: number): string {
  if (!Number.isFinite(value)) return css(notFiniteColour);
  return ratioColour(largest === 0 ? 0 : Math.round((ratioLevels * value) / largest));
}
