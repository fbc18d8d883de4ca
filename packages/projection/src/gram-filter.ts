import type { ConvolutionTaps } from './convolution-taps.ts';
import { HermitianJacobi } from './hermitian-jacobi.ts';
import { powerOfTwoNear } from './matrix.ts';

/** What to do with one frequency: `gains` for its singular values, or null where the caller deals with the frequency itself. */
export type SpectralGain = (
  singularValues: Float64Array,
  weight: 1 | 2,
  frequency: { readonly vertical: number; readonly horizontal: number },
) => Float64Array | null;

/**
 * Z, a spectral function of the Gram matrix BB* of a convolution's smaller side at every frequency, as real taps z_t: P = ZB is then
 * p_n = Σ_a z_{n−a}·W_a. The blocks themselves are never formed: the Gram matrices have taps of their own (the kernel's correlation with
 * itself), so that a frequency costs one small Hermitian eigenproblem and the kernel's longer side only enters twice, at its taps.
 */
export interface GramFilter {
  /** z for offsets `first` … `first` + size − 1 along each axis, each rows × rows. */
  readonly taps: Float64Array;
  readonly first: readonly [number, number];
  readonly size: readonly [number, number];
}

/** Visits the half spectrum with the singular values of B, in no order, and nothing else. */
export function visitSingularValues(
  taps: ConvolutionTaps,
  visit: (singularValues: Float64Array, weight: 1 | 2) => void,
): void {
  run(taps, null, (singularValues, weight) => {
    visit(singularValues, weight);
    return null;
  });
}

/**
 * The filter whose eigenvalues are these gains, on BB*'s eigenvectors, at the offsets n − a of two taps; with `flipped`, at −n − a (what reading a
 * spectrum with the wrong sign of its imaginary part comes to).
 */
export function gramFilter(taps: ConvolutionTaps, flipped: boolean, gain: SpectralGain): GramFilter {
  const [height, width] = taps.size;
  const first = flipped ? ([-2 * (height - 1), -2 * (width - 1)] as const) : ([1 - height, 1 - width] as const);
  const size = [2 * height - 1, 2 * width - 1] as const;
  const filter = { first, size, taps: new Float64Array(size[0] * size[1] * taps.rows * taps.rows) };
  run(taps, filter, gain);
  return filter;
}

/** p_n = Σ_a z_{±n−a}·W_a for the taps n of the kernel: the projection's kernel, cropped to them. */
export function applyGramFilter(taps: ConvolutionTaps, filter: GramFilter, flipped: boolean): Float64Array {
  const { rows, columns, size, blocks } = taps;
  const filtered = new Float64Array(blocks.length);
  const sign = flipped ? -1 : 1;
  for (let ny = 0; ny < size[0]; ny += 1) {
    for (let nx = 0; nx < size[1]; nx += 1) {
      const target = (ny * size[1] + nx) * rows * columns;
      for (let ay = 0; ay < size[0]; ay += 1) {
        for (let ax = 0; ax < size[1]; ax += 1) {
          const zy = sign * ny - ay - filter.first[0];
          const zx = sign * nx - ax - filter.first[1];
          const z = (zy * filter.size[1] + zx) * rows * rows;
          accumulateProduct(
            filtered,
            target,
            filter.taps,
            z,
            blocks,
            (ay * size[1] + ax) * rows * columns,
            rows,
            columns,
          );
        }
      }
    }
  }
  return filtered;
}

function run(taps: ConvolutionTaps, filter: GramFilter | null, gain: SpectralGain): void {
  const { rows, size, grid } = taps;
  const [height, width] = [2 * size[0] - 1, 2 * size[1] - 1];
  const length = rows * rows;
  // By a power of two, which changes no digit, so that the squares of the entries and theirs neither under- nor overflow.
  const unit = powerOfTwoNear(taps.blocks);
  const gram = gramTaps({ ...taps, blocks: taps.blocks.map((entry) => entry / unit) });
  const singularValues = new Float64Array(rows);
  const jacobi = new HermitianJacobi(rows);
  const columnRe = new Float64Array(height * length);
  const columnIm = new Float64Array(height * length);
  const frequencies = grid[0] * grid[1];
  for (let v = 0; 2 * v <= grid[1]; v += 1) {
    const horizontal = (2 * Math.PI * v) / grid[1];
    const weight = v === 0 || 2 * v === grid[1] ? 1 : 2;
    columnRe.fill(0);
    columnIm.fill(0);
    for (let x = 0; x < width; x += 1) {
      const [cosine, sine] = turn(horizontal * (x - size[1] + 1));
      for (let y = 0; y < height; y += 1)
        addScaled(columnRe, columnIm, y * length, gram, (y * width + x) * length, length, cosine, sine);
    }
    const sums = filter === null ? null : new ColumnSums(filter, length);
    for (let u = 0; u < grid[0]; u += 1) {
      const vertical = (2 * Math.PI * u) / grid[0];
      jacobi.re.fill(0);
      jacobi.im.fill(0);
      for (let y = 0; y < height; y += 1) {
        const [cosine, sine] = turn(vertical * (y - size[0] + 1));
        addTurned(jacobi.re, jacobi.im, columnRe, columnIm, y * length, length, cosine, sine);
      }
      jacobi.decompose(sums !== null);
      for (let i = 0; i < rows; i += 1) singularValues[i] = unit * Math.sqrt(Math.max(0, jacobi.values[i] as number));
      const gains = gain(singularValues, weight, { vertical, horizontal });
      if (sums === null || gains === null) continue;
      jacobi.apply(gains);
      sums.add(jacobi, vertical);
    }
    sums?.spread(horizontal, weight / frequencies);
  }
}

/** Per offset of the rows, what the frequencies of one column of the spectrum add up to. */
class ColumnSums {
  readonly #filter: GramFilter;
  readonly #length: number;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  constructor(filter: GramFilter, length: number) {
    this.#filter = filter;
    this.#length = length;
    this.#re = new Float64Array(filter.size[0] * length);
    this.#im = new Float64Array(filter.size[0] * length);
  }

  add({ re, im }: HermitianJacobi, vertical: number): void {
    for (let y = 0; y < this.#filter.size[0]; y += 1) {
      const [cosine, sine] = turn(-vertical * (y + this.#filter.first[0]));
      const start = y * this.#length;
      const sumsRe = this.#re;
      const sumsIm = this.#im;
      for (let i = 0; i < this.#length; i += 1) {
        const real = re[i] as number;
        const imaginary = im[i] as number;
        sumsRe[start + i] = (sumsRe[start + i] as number) + (cosine * real - sine * imaginary);
        sumsIm[start + i] = (sumsIm[start + i] as number) + (cosine * imaginary + sine * real);
      }
    }
  }

  /** Adds the real part to the filter's taps, turned back along the columns. */
  spread(horizontal: number, factor: number): void {
    const { first, size, taps } = this.#filter;
    const sumsRe = this.#re;
    const sumsIm = this.#im;
    for (let x = 0; x < size[1]; x += 1) {
      const [cosine, sine] = turn(-horizontal * (x + first[1]));
      for (let y = 0; y < size[0]; y += 1) {
        const from = y * this.#length;
        const to = (y * size[1] + x) * this.#length;
        for (let i = 0; i < this.#length; i += 1) {
          taps[to + i] =
            (taps[to + i] as number) +
            factor * (cosine * (sumsRe[from + i] as number) - sine * (sumsIm[from + i] as number));
        }
      }
    }
  }
}

/** g_t = Σ_{a−b=t} W_a·W_bᵀ for all differences t of two taps, in raster order. */
function gramTaps({ rows, columns, size, blocks }: ConvolutionTaps): Float64Array {
  const [height, width] = [2 * size[0] - 1, 2 * size[1] - 1];
  const length = rows * rows;
  const gram = new Float64Array(height * width * length);
  const taps = size[0] * size[1];
  for (let a = 0; a < taps; a += 1) {
    for (let b = 0; b <= a; b += 1) {
      const y = Math.floor(a / size[1]) - Math.floor(b / size[1]) + size[0] - 1;
      const x = (a % size[1]) - (b % size[1]) + size[1] - 1;
      const start = (y * width + x) * length;
      const mirrored = ((height - 1 - y) * width + (width - 1 - x)) * length;
      for (let i = 0; i < rows; i += 1) {
        for (let j = 0; j < rows; j += 1) {
          const sum = rowDot(blocks, (a * rows + i) * columns, (b * rows + j) * columns, columns);
          gram[start + i * rows + j] = (gram[start + i * rows + j] as number) + sum;
          if (a !== b) gram[mirrored + j * rows + i] = (gram[mirrored + j * rows + i] as number) + sum;
        }
      }
    }
  }
  return gram;
}

function turn(angle: number): readonly [cosine: number, sine: number] {
  return [Math.cos(angle), Math.sin(angle)];
}

function rowDot(a: Float64Array, first: number, second: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k += 1) sum += (a[first + k] as number) * (a[second + k] as number);
  return sum;
}

function addScaled(
  re: Float64Array,
  im: Float64Array,
  target: number,
  source: Float64Array,
  start: number,
  length: number,
  cosine: number,
  sine: number,
): void {
  for (let i = 0; i < length; i += 1) {
    const value = source[start + i] as number;
    re[target + i] = (re[target + i] as number) + cosine * value;
    im[target + i] = (im[target + i] as number) + sine * value;
  }
}

function addTurned(
  re: Float64Array,
  im: Float64Array,
  sourceRe: Float64Array,
  sourceIm: Float64Array,
  start: number,
  length: number,
  cosine: number,
  sine: number,
): void {
  for (let i = 0; i < length; i += 1) {
    const real = sourceRe[start + i] as number;
    const imaginary = sourceIm[start + i] as number;
    re[i] = (re[i] as number) + (cosine * real - sine * imaginary);
    im[i] = (im[i] as number) + (cosine * imaginary + sine * real);
  }
}

/** target += Z·W for a rows × rows Z and a rows × columns W. */
function accumulateProduct(
  target: Float64Array,
  targetStart: number,
  z: Float64Array,
  zStart: number,
  w: Float64Array,
  wStart: number,
  rows: number,
  columns: number,
): void {
  for (let i = 0; i < rows; i += 1) {
    for (let k = 0; k < rows; k += 1) {
      const factor = z[zStart + i * rows + k] as number;
      const from = wStart + k * columns;
      const to = targetStart + i * columns;
      for (let j = 0; j < columns; j += 1)
        target[to + j] = (target[to + j] as number) + factor * (w[from + j] as number);
    }
  }
}
