import { prepareBackend } from '@procrustes/backends';
import { Convolution } from '@procrustes/layers';
import { convolution } from '@procrustes/ops';
import {
  type ConvolutionOperator,
  circularConvolution,
  parameterLength,
  type Size,
  singularValues,
} from '@procrustes/projection';
import { Generator } from '@procrustes/random';
import { expectTensorCount } from '@procrustes/testing';
import { type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { Matrix, SVD } from 'ml-matrix';
import { beforeAll, describe, expect, it } from 'vitest';

// The spectra of `projection` beside those of the dense matrix of what the network itself computes: its convolution applied to every one-hot
// image. The plain backend's float32 is exact there, because each output is one product of a weight and 1.

const channels = [
  [1, 1],
  [2, 3],
  [3, 2],
] as const;
const kernelSizes: readonly Size[] = [
  [1, 1],
  [2, 2],
  [3, 3],
  [4, 4],
  [5, 5],
  [1, 3],
  [2, 3],
];
const grids: readonly Size[] = [
  [6, 6],
  [5, 7],
  [6, 9],
];

const even = (size: Size) => size.some((side) => side % 2 === 0);

function* combinations(): Iterable<ConvolutionOperator> {
  for (const padding of ['circular', 'zero'] as const) {
    for (const stride of [1, 2, 3]) {
      for (const kernelSize of kernelSizes) {
        for (const inputSize of grids) {
          // Under circular padding the stride divides the grid; zero padding needs odd kernels.
          if (padding === 'circular' ? inputSize.some((side) => side % stride !== 0) : even(kernelSize)) continue;
          for (const [inChannels, outChannels] of channels)
            yield { kind: 'convolution', inChannels, outChannels, kernelSize, inputSize, stride, padding };
        }
      }
    }
  }
}

function gaussian(operator: ConvolutionOperator): Float32Array {
  const generator = Generator.named(5, 'kernel');
  return Float32Array.from({ length: parameterLength(operator) }, () => generator.normal());
}

/**
 * Every one-hot image with a border that holds the pixels of the other side (circular) or zeros: [inputs, height, width, channels].
 */
function oneHotImages(
  { inputSize: [height, width], inChannels, padding }: ConvolutionOperator,
  before: Size,
  after: Size,
) {
  const count = height * width * inChannels;
  const size = [height + before[0] + after[0], width + before[1] + after[1]] as const;
  const images = new Float32Array(count * size[0] * size[1] * inChannels);
  for (let y = 0; y < size[0]; y += 1) {
    for (let x = 0; x < size[1]; x += 1) {
      const [row, column] = [y - before[0], x - before[1]];
      if (padding === 'zero' && (row < 0 || row >= height || column < 0 || column >= width)) continue;
      const pixel = ((row + height) % height) * width + ((column + width) % width);
      for (let c = 0; c < inChannels; c += 1) {
        images[(((pixel * inChannels + c) * size[0] + y) * size[1] + x) * inChannels + c] = 1;
      }
    }
  }
  return tensor4d(images, [count, ...size, inChannels]);
}

/** What the convolution makes of every one-hot image: the operator's matrix, transposed. */
function denseOperator(kernel: Float32Array, operator: ConvolutionOperator): Matrix {
  const { kernelSize, inChannels, outChannels, stride, padding } = operator;
  const outputs = tidy(() => {
    if (padding === 'zero' && kernelSize[0] === kernelSize[1]) {
      const layer = new Convolution({ inChannels, outChannels, kernelSize: kernelSize[0], stride });
      layer.parameters.weight.assign(kernel);
      const made = layer.forward(oneHotImages(operator, [0, 0], [0, 0]));
      layer.parameters.weight.dispose();
      return made;
    }
    // Layers know neither circular padding nor kernels that are not square: the same op, over images that have their border.
    const before = kernelSize.map((side) => Math.floor((side - 1) / 2)) as [number, number];
    const after = kernelSize.map((side, axis) => side - 1 - (before[axis] as number)) as [number, number];
    const filter: Tensor4D = tensor4d(kernel, [...kernelSize, inChannels, outChannels]);
    return convolution(oneHotImages(operator, before, after), filter, { stride, padding: 0 });
  });
  const rows = outputs.shape[0];
  const matrix = Matrix.from1DArray(rows, outputs.size / rows, Array.from(outputs.dataSync()));
  outputs.dispose();
  return matrix;
}

function denseSingularValues(matrix: Matrix): number[] {
  return new SVD(matrix, {
    autoTranspose: true,
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
  }).diagonal;
}

describe('the spectrum of a convolution', () => {
  beforeAll(async () => {
    await prepareBackend('cpu');
  });

  const all = [...combinations()];

  it('is compared in more than 40 combinations, every kernel size, stride and padding among them', () => {
    expect(all.length).toBeGreaterThan(40);
    const of = (choose: (operator: ConvolutionOperator) => unknown) => new Set(all.map(choose)).size;
    expect(of(({ kernelSize }) => kernelSize.join())).toBe(kernelSizes.length);
    expect(of(({ stride, padding }) => `${stride} ${padding}`)).toBe(6);
    expect(of(({ inputSize, padding }) => `${inputSize} ${padding}`)).toBe(6);
  });

  for (const padding of ['circular', 'zero'] as const) {
    for (const stride of [1, 2, 3]) {
      const chosen = all.filter((operator) => operator.padding === padding && operator.stride === stride);
      it(`is that of the dense matrix, ${padding} padding, stride ${stride}: ${chosen.length} combinations`, async () => {
        for (const operator of chosen) {
          const kernel = gaussian(operator);
          const matrix = await expectTensorCount(() => denseOperator(kernel, operator));
          // Nothing was rounded: every entry is a weight, or zero.
          const weights = new Set([0, ...kernel]);
          expect(matrix.to1DArray().every((entry) => weights.has(entry))).toBe(true);
          const expected = denseSingularValues(matrix);
          const { singularValues: values } = singularValues(kernel, operator);
          expect(values, JSON.stringify(operator)).toBeAllClose(expected, 1e-8 * (expected[0] as number));
        }
      });
    }
  }

  it('is not that of the dense matrix of another kernel, padding or stride', () => {
    const operator = circularConvolution({ inChannels: 2, outChannels: 3, kernelSize: 3, inputSize: 6 });
    const kernel = gaussian(operator);
    const { singularValues: values } = singularValues(kernel, operator);
    const nudged = kernel.map((value, i) => (i === 7 ? value * 1.00001 : value));
    for (const matrix of [denseOperator(nudged, operator), denseOperator(kernel, { ...operator, padding: 'zero' })]) {
      const other = denseSingularValues(matrix);
      expect(values).not.toBeAllClose(other, 1e-8 * (other[0] as number));
    }
    expect(denseSingularValues(denseOperator(kernel, { ...operator, stride: 2 }))).not.toHaveLength(
      values?.length ?? 0,
    );
  });
});
