import {
  type NumericTensor,
  naiveConvolution,
  naiveConvolutionFilterGradient,
  naiveConvolutionInputGradient,
} from '@procrustes/testing';
import { type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { convolution, convolutionDefinition } from '../convolution.ts';
import { convolutionFilterGradientDefinition } from '../convolution-filter-gradient.ts';
import { convolutionInputGradientDefinition } from '../convolution-input-gradient.ts';
import { drawInputs, kernelCase, type OpCase, opCase, type Tensors } from './op-case.ts';

export interface ConvolutionGeometry {
  readonly batch: number;
  /** Height and width of the images. */
  readonly grid: readonly [number, number];
  /** Height and width of the kernel. */
  readonly kernel: readonly [number, number];
  /** In and out. */
  readonly channels: readonly [number, number];
  readonly stride: number;
  readonly padding: number;
}

const titleOf = ({ batch, grid, kernel, channels, stride, padding }: ConvolutionGeometry) =>
  `${batch} images of ${grid.join('×')}, kernel ${kernel.join('×')}, channels ${channels.join(' → ')}, stride ${stride}, padding ${padding}`;

/** A convolution and its gradient; small, because every value of x and of the kernel costs two convolutions. */
export function convolutionCase(geometry: ConvolutionGeometry): OpCase {
  const { batch, grid, kernel, channels } = geometry;
  const title = titleOf(geometry);
  const settings = opCase({
    op: 'convolution',
    kernel: 'Convolution',
    title,
    inputs: drawInputs(title, { x: [batch, ...grid, channels[0]], filter: [...kernel, ...channels] }),
    run: ({ x, filter }) => convolution(x as Tensor4D, filter as Tensor4D, geometry),
    reference: ({ x, filter }) => naiveConvolution(x as NumericTensor, filter as NumericTensor, geometry),
  });
  const composed = ({ x, filter }: Tensors) =>
    convolutionDefinition.reference({ x: x as Tensor4D, filter: filter as Tensor4D }, geometry);
  return { ...settings, composition: (inputs) => [tidy(() => composed(inputs))] };
}

const sides = [1, 3, 5];
const strides = [1, 2, 3];

/** Every kernel and stride of the models, on square, tall and wide grids, with as many, more and fewer channels. */
const smallGeometries: readonly ConvolutionGeometry[] = sides.flatMap((side) =>
  strides.flatMap((stride) =>
    (
      [
        [[6, 6], [2, 2], (side - 1) / 2],
        [[7, 5], [1, 3], Math.floor(side / 4)],
        [[5, 8], [3, 1], (side - 1) / 2],
      ] as const
    ).map(([grid, channels, padding]) => ({
      batch: 2,
      grid,
      kernel: [side, side] as const,
      channels,
      stride,
      padding,
    })),
  ),
);

/** Kernels that are not square, and images of one pixel. */
const unusualGeometries: readonly ConvolutionGeometry[] = (
  [
    [[1, 3], [4, 6], 0],
    [[4, 2], [7, 5], 1],
    [[3, 3], [1, 1], 1],
    [[1, 1], [1, 1], 0],
  ] as const
).map(([kernel, grid, padding]) => ({ batch: 1, grid, kernel, channels: [2, 3], stride: 2, padding }));

export const unusualConvolutionCases: readonly OpCase[] = unusualGeometries.map(convolutionCase);

export const convolutionCases: readonly OpCase[] = [
  ...smallGeometries.map(convolutionCase),
  ...unusualConvolutionCases,
];

const largerGeometries: readonly ConvolutionGeometry[] = sides.flatMap((side) =>
  strides.flatMap((stride) =>
    (
      [
        [
          [6, 6],
          [4, 8],
        ],
        [
          [7, 5],
          [2, 9],
        ],
        [
          [8, 11],
          [9, 2],
        ],
        [
          [5, 5],
          [1, 1],
        ],
        [
          [5, 6],
          [3, 8],
        ],
      ] as const
    ).map(([grid, channels]) => ({
      batch: 3,
      grid,
      kernel: [side, side] as const,
      channels,
      stride,
      padding: (side - 1) / 2,
    })),
  ),
);

function gradientCases(geometry: ConvolutionGeometry): OpCase[] {
  const { batch, grid, kernel, channels, stride, padding } = geometry;
  const title = titleOf(geometry);
  const image = [batch, ...grid, channels[0]];
  const filterShape = [...kernel, ...channels];
  const output = grid.map((side, axis) => Math.floor((side + 2 * padding - (kernel[axis] as number)) / stride) + 1);
  const { x, filter, dy } = drawInputs(`gradients of ${title}`, {
    x: image,
    filter: filterShape,
    dy: [batch, ...output, channels[1]],
  });
  return [
    kernelCase('convolutionFilterGradient', convolutionFilterGradientDefinition, {
      title,
      inputs: { x, dy },
      attributes: { stride, padding, kernel },
      reference: (inputs) =>
        naiveConvolutionFilterGradient(inputs.x as NumericTensor, inputs.dy as NumericTensor, {
          stride,
          padding,
          kernel: filterShape,
        }),
    }),
    kernelCase('convolutionInputGradient', convolutionInputGradientDefinition, {
      title,
      inputs: { dy, filter },
      attributes: { stride, padding, height: grid[0], width: grid[1] },
      reference: (inputs) =>
        naiveConvolutionInputGradient(inputs.dy as NumericTensor, inputs.filter as NumericTensor, {
          stride,
          padding,
          image,
        }),
    }),
  ];
}

export const convolutionGradientCases: readonly OpCase[] = [...largerGeometries, ...unusualGeometries].flatMap(
  gradientCases,
);
