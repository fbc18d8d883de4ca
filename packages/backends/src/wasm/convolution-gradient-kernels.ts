import {
  type ConvolutionShape,
  convolutionFilterGradientDefinition,
  convolutionInputGradientDefinition,
  type FilterGradientAttributes,
  type InputGradientAttributes,
} from '@procrustes/ops';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { type ConvolutionGradient, convolutionKey, parseConvolutionKey } from '../convolution-key.ts';
import type { FormulationChoices, Formulations } from '../formulations.ts';
import { filterGradientDilatedConvolution } from './filter-gradient-dilated-convolution.ts';
import { filterGradientMatrixProduct } from './filter-gradient-matrix-product.ts';
import { filterGradientOuterProducts } from './filter-gradient-outer-products.ts';
import { filterGradientPaddedOuterProducts } from './filter-gradient-padded-outer-products.ts';
import type { Formulation } from './formulation.ts';
import { formulationTable } from './formulation-table.ts';
import { inputGradientMatrixProduct } from './input-gradient-matrix-product.ts';
import { inputGradientProductThenSpread } from './input-gradient-product-then-spread.ts';
import { inputGradientTurnedConvolution } from './input-gradient-turned-convolution.ts';

/**
 * Every formulation of each gradient. The rule for what no table has is the first that can: outer products where they
 * can, else the dilated convolution; the turned convolution always.
 */
const formulations: Readonly<Record<ConvolutionGradient, readonly Formulation[]>> = {
  'filter-gradient': [
    filterGradientOuterProducts,
    filterGradientDilatedConvolution,
    filterGradientPaddedOuterProducts,
    filterGradientMatrixProduct,
  ],
  'input-gradient': [inputGradientTurnedConvolution, inputGradientMatrixProduct, inputGradientProductThenSpread],
};

let choices: FormulationChoices = formulationTable.choices;

function candidates(gradient: ConvolutionGradient, shape: ConvolutionShape): Formulation[] {
  return formulations[gradient].filter((formulation) => formulation.can(shape));
}

/** The ways to compute the gradients of a convolution on wasm. */
export const convolutionFormulations: Formulations = {
  table: formulationTable,
  candidates(key) {
    const parsed = parseConvolutionKey(key);
    return parsed === undefined ? [] : candidates(parsed.gradient, parsed.shape).map(({ name }) => name);
  },
  choose(chosen) {
    choices = chosen;
  },
};

/** Both gradients, each by the formulation that is chosen for the shape. */
export const convolutionGradientKernels: readonly KernelConfig[] = [
  chosenKernel('filter-gradient', convolutionFilterGradientDefinition.name, ({ x, dy }, attributes) => {
    const { kernel, stride, padding } = attributes as unknown as FilterGradientAttributes;
    const [, height, width, inChannels] = x.shape as [number, number, number, number];
    return { kernel, stride, padding, inChannels, outChannels: dy.shape[3] as number, height, width };
  }),
  chosenKernel('input-gradient', convolutionInputGradientDefinition.name, ({ filter }, attributes) => {
    const { stride, padding, height, width } = attributes as unknown as InputGradientAttributes;
    const [kernelHeight, kernelWidth, inChannels, outChannels] = filter.shape as [number, number, number, number];
    return { kernel: [kernelHeight, kernelWidth], stride, padding, inChannels, outChannels, height, width };
  }),
];

function chosenKernel(
  gradient: ConvolutionGradient,
  kernelName: string,
  shapeOf: (inputs: Readonly<Record<'x' | 'dy' | 'filter', TensorInfo>>, attributes: unknown) => ConvolutionShape,
): KernelConfig {
  return {
    kernelName,
    backendName: 'wasm',
    kernelFunc: (parameters) => {
      const shape = shapeOf(parameters.inputs as Record<'x' | 'dy' | 'filter', TensorInfo>, parameters.attrs);
      const able = candidates(gradient, shape);
      const name = choices[convolutionKey(gradient, shape)];
      const formulation = able.find((candidate) => candidate.name === name) ?? able[0];
      return (formulation as Formulation).kernel.kernelFunc(parameters);
    },
  };
}
