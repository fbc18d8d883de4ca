import type { LinearMap } from './lanczos.ts';
import { lqFactors } from './lq-factors.ts';
import { transpose } from './matrix.ts';
import { type ConvolutionOperator, outputSize } from './operator.ts';
import { type RowGroup, triangularFactor } from './triangular-factor.ts';
import { upperBandSingularValues } from './upper-band-singular-values.ts';

/**
 * A zero-padded convolution as a matrix whose rows are its longer side: `rowCells` groups of `rowChannels` rows, one for each pixel there,
 * and `columnChannels` columns for each pixel of the shorter side. A group is non-zero only at the pixels its taps reach.
 */
interface CellOperator {
  readonly rowCells: number;
  readonly rowChannels: number;
  readonly columnCells: number;
  readonly columnChannels: number;
  /** The pixels of the shorter side that a row pixel is connected to, ascending, with the tap of each. */
  readonly connections: readonly (readonly { readonly cell: number; readonly tap: number }[])[];
  /** For each tap, rowChannels × columnChannels, row-major. */
  readonly weights: readonly Float64Array[];
}

/** All singular values, descending: a banded triangular factor, row group by row group, then its singular values. */
export function zeroPaddedSingularValues(kernel: Float64Array, operator: ConvolutionOperator): Float64Array {
  const cells = cellOperator(kernel, operator);
  const { matrix, bandwidth } = triangularFactor(rowGroups(cells), cells.columnCells * cells.columnChannels);
  return upperBandSingularValues(matrix, bandwidth);
}

/** The operator's action and its transpose's, matrix-free, the shorter side as the domain. */
export function zeroPaddedOperator(kernel: Float64Array, operator: ConvolutionOperator): LinearMap {
  const { rowCells, rowChannels, columnCells, columnChannels, connections, weights } = cellOperator(kernel, operator);
  const transposed = weights.map((data) => transpose({ rows: rowChannels, columns: columnChannels, data }).data);
  return {
    rows: rowCells * rowChannels,
    columns: columnCells * columnChannels,
    apply(x) {
      const y = new Float64Array(rowCells * rowChannels);
      for (const [row, cells] of connections.entries()) {
        for (const { cell, tap } of cells) {
          addProduct(
            weights[tap] as Float64Array,
            rowChannels,
            columnChannels,
            x,
            cell * columnChannels,
            y,
            row * rowChannels,
          );
        }
      }
      return y;
    },
    applyTransposed(y) {
      const x = new Float64Array(columnCells * columnChannels);
      for (const [row, cells] of connections.entries()) {
        for (const { cell, tap } of cells) {
          addProduct(
            transposed[tap] as Float64Array,
            columnChannels,
            rowChannels,
            y,
            row * rowChannels,
            x,
            cell * columnChannels,
          );
        }
      }
      return x;
    },
  };
}

/** target += W·source for a rows × columns W; four sums at a time keep the processor busy. */
function addProduct(
  w: Float64Array,
  rows: number,
  columns: number,
  source: Float64Array,
  from: number,
  target: Float64Array,
  to: number,
): void {
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    const w0 = i * columns;
    const w1 = w0 + columns;
    const w2 = w1 + columns;
    const w3 = w2 + columns;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let j = 0; j < columns; j += 1) {
      const value = source[from + j] as number;
      s0 += (w[w0 + j] as number) * value;
      s1 += (w[w1 + j] as number) * value;
      s2 += (w[w2 + j] as number) * value;
      s3 += (w[w3 + j] as number) * value;
    }
    target[to + i] = (target[to + i] as number) + s0;
    target[to + i + 1] = (target[to + i + 1] as number) + s1;
    target[to + i + 2] = (target[to + i + 2] as number) + s2;
    target[to + i + 3] = (target[to + i + 3] as number) + s3;
  }
  for (; i < rows; i += 1) {
    let sum = 0;
    for (let j = 0; j < columns; j += 1) sum += (w[i * columns + j] as number) * (source[from + j] as number);
    target[to + i] = (target[to + i] as number) + sum;
  }
}

function cellOperator(kernel: Float64Array, operator: ConvolutionOperator): CellOperator {
  const { kernelSize, inputSize, inChannels, outChannels, stride } = operator;
  const [outHeight, outWidth] = outputSize(operator);
  const outputCells = outHeight * outWidth;
  const inputCells = inputSize[0] * inputSize[1];
  const outputsAreRows = outputCells * outChannels >= inputCells * inChannels;
  const connections = Array.from(
    { length: outputsAreRows ? outputCells : inputCells },
    (): { cell: number; tap: number }[] => [],
  );
  for (let p = 0; p < outHeight; p += 1) {
    for (let q = 0; q < outWidth; q += 1) {
      for (let a = 0; a < kernelSize[0]; a += 1) {
        for (let b = 0; b < kernelSize[1]; b += 1) {
          const y = stride * p + a - (kernelSize[0] - 1) / 2;
          const x = stride * q + b - (kernelSize[1] - 1) / 2;
          if (y < 0 || y >= inputSize[0] || x < 0 || x >= inputSize[1]) continue;
          const output = p * outWidth + q;
          const input = y * inputSize[1] + x;
          const tap = a * kernelSize[1] + b;
          connections[outputsAreRows ? output : input]?.push({ cell: outputsAreRows ? input : output, tap });
        }
      }
    }
  }
  for (const cells of connections) cells.sort((left, right) => left.cell - right.cell);
  const [rowChannels, columnChannels] = outputsAreRows ? [outChannels, inChannels] : [inChannels, outChannels];
  const weights = Array.from({ length: kernelSize[0] * kernelSize[1] }, (_, tap) => {
    const weight = kernel.slice(tap * inChannels * outChannels, (tap + 1) * inChannels * outChannels);
    return outputsAreRows ? transpose({ rows: inChannels, columns: outChannels, data: weight }).data : weight;
  });
  const columnCells = outputsAreRows ? inputCells : outputCells;
  return {
    rowCells: connections.length,
    connections,
    columnCells,
    columnChannels,
    ...narrowed(weights, rowChannels, columnChannels),
  };
}

/**
 * With more row channels than a pixel has connections, the kernel's triangular factor does for the kernel: an orthonormal map of the row
 * channels, the same at every pixel, changes no singular value of the longer side's matrix.
 */
function narrowed(weights: Float64Array[], rowChannels: number, columnChannels: number) {
  const rows = weights.length * columnChannels;
  if (rowChannels <= rows) return { weights, rowChannels };
  const wide = new Float64Array(rows * rowChannels);
  for (const [tap, weight] of weights.entries()) {
    const { data } = transpose({ rows: rowChannels, columns: columnChannels, data: weight });
    wide.set(data, tap * columnChannels * rowChannels);
  }
  const { lower } = lqFactors({ rows, columns: rowChannels, data: wide });
  const narrow = weights.map((_, tap) => {
    const data = lower.data.slice(tap * columnChannels * rows, (tap + 1) * columnChannels * rows);
    return transpose({ rows: columnChannels, columns: rows, data }).data;
  });
  return { weights: narrow, rowChannels: rows };
}

function* rowGroups({ rowChannels, columnChannels, connections, weights }: CellOperator): Iterable<RowGroup> {
  for (const cells of connections) {
    const [firstCell, lastCell] = [cells[0]?.cell, cells.at(-1)?.cell];
    if (firstCell === undefined || lastCell === undefined) continue;
    const width = (lastCell - firstCell + 1) * columnChannels;
    const data = new Float64Array(rowChannels * width);
    for (const { cell, tap } of cells) {
      const weight = weights[tap] as Float64Array;
      const column = (cell - firstCell) * columnChannels;
      for (let i = 0; i < rowChannels; i += 1) {
        for (let j = 0; j < columnChannels; j += 1)
          data[i * width + column + j] = weight[i * columnChannels + j] as number;
      }
    }
    yield { first: firstCell * columnChannels, rows: rowChannels, columns: width, data };
  }
}
