import {
  batchNormReluTrainingDefinition,
  batchNormReluTrainingGradientDefinition,
  batchNormTrainingDefinition,
  batchNormTrainingGradientDefinition,
  compositionKernel,
} from '@procrustes/ops';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { channelsAtOnce } from './channel-pass.ts';
import { WasmHeap } from './wasm-heap.ts';

/**
 * Batch norm in passes of our own: mean, variance, and the result forward; the two sums and the result backward. Between
 * passes, what there is one of per channel is computed in float64.
 */
export const batchNormKernels: readonly KernelConfig[] = [
  forwardKernel(compositionKernel(batchNormTrainingDefinition, 'wasm'), 'normalise'),
  forwardKernel(compositionKernel(batchNormReluTrainingDefinition, 'wasm'), 'normaliseRelu'),
  backwardKernel(compositionKernel(batchNormTrainingGradientDefinition, 'wasm'), ''),
  backwardKernel(compositionKernel(batchNormReluTrainingGradientDefinition, 'wasm'), 'Relu'),
];

function forwardKernel(composition: KernelConfig, normalise: 'normalise' | 'normaliseRelu'): KernelConfig {
  return {
    ...composition,
    kernelFunc: (parameters) => {
      const { x, scale, offset } = parameters.inputs as Record<'x' | 'scale' | 'offset', TensorInfo>;
      const channels = x.shape[3] as number;
      if (channels % channelsAtOnce !== 0) return composition.kernelFunc(parameters);
      const { epsilon } = parameters.attrs as unknown as { epsilon: number };
      const heap = new WasmHeap(parameters.backend as never);
      const count = pixelsOf(x);
      const divide = (tensor: TensorInfo) =>
        heap.values(tensor).forEach((sum, c, all) => {
          all[c] = sum / count;
        });

      return heap.attempt(() => {
        const mean = heap.zeros([channels]);
        heap.pass('sum', [x], [mean]);
        divide(mean);
        const variance = heap.zeros([channels]);
        heap.pass('sumOfSquaredDeviations', [x], [mean, variance]);
        divide(variance);
        const y = heap.make(x.shape);
        const gamma = heap.values(scale);
        const factor = heap.vector(
          Float64Array.from(heap.values(variance), (value, c) => (gamma[c] as number) / Math.sqrt(value + epsilon)),
        );
        heap.pass(normalise, [x], [mean, factor, offset], y);
        heap.free([factor]);
        return [y, mean, variance];
      });
    },
  };
}

/** dx = γ/√(σ²+ε) · (dy − mean(dy) − (x − μ) · mean(dy · (x − μ)) / (σ²+ε)), with dy = 0 where the ReLU was shut. */
function backwardKernel(composition: KernelConfig, suffix: '' | 'Relu'): KernelConfig {
  return {
    ...composition,
    kernelFunc: (parameters) => {
      const { dy, x, y, scale, mean, variance } = parameters.inputs as Record<
        'dy' | 'x' | 'y' | 'scale' | 'mean' | 'variance',
        TensorInfo
      >;
      const channels = x.shape[3] as number;
      if (channels % channelsAtOnce !== 0) return composition.kernelFunc(parameters);
      const { epsilon } = parameters.attrs as unknown as { epsilon: number };
      const heap = new WasmHeap(parameters.backend as never);
      const count = pixelsOf(x);
      const images = suffix === 'Relu' ? [dy, y, x] : [dy, x];

      return heap.attempt(() => {
        const offsetGradient = heap.zeros([channels]);
        const products = heap.zeros([channels]);
        heap.pass(`gradientSums${suffix}`, images, [mean, offsetGradient, products]);
        const dx = heap.make(x.shape);
        const of = (tensor: TensorInfo) => Float64Array.from(heap.values(tensor));
        const deviation = of(variance).map((value) => 1 / Math.sqrt(value + epsilon));
        const factors = product(of(scale), deviation);
        const scaleGradients = product(of(products), deviation);
        const perPixel = factors.map((value) => -value / count);
        const scaleGradient = heap.vector(scaleGradients);
        const factor = heap.vector(factors);
        const inputFactor = heap.vector(product(product(perPixel, deviation), scaleGradients));
        const shift = heap.vector(product(perPixel, of(offsetGradient)));
        heap.pass(`gradient${suffix}`, images, [mean, factor, inputFactor, shift], dx);
        heap.free([products, factor, inputFactor, shift]);
        return [dx, scaleGradient, offsetGradient];
      });
    },
  };
}

const pixelsOf = ({ shape }: TensorInfo): number => shape.slice(0, 3).reduce((a, b) => a * b);

const product = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, c) => value * (b[c] as number));
