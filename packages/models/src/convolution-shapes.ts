import { Convolution, evaluationContext, type Network } from '@procrustes/layers';
import type { ConvolutionShape } from '@procrustes/ops';
import { type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/** A convolution as a network meets it. */
export interface NetworkConvolution extends ConvolutionShape {
  /** How many of the network's convolutions are like this. */
  readonly count: number;
}

/**
 * Every kind of convolution that a network has, in forward order, as one evaluation pass over the images meets them.
 * @throws before the network is initialised
 */
export function convolutionShapes(network: Network, images: Tensor4D): NetworkConvolution[] {
  const met = new Map<string, NetworkConvolution>();
  const convolutions = [...network.modules()].filter((module) => module instanceof Convolution);
  for (const convolution of convolutions) {
    convolution.forward = (x) => {
      const { kernelSize, stride } = convolution;
      const [, height, width] = x.shape;
      const [, , inChannels, outChannels] = convolution.parameters.weight.shape;
      const kernel = [kernelSize, kernelSize] as const;
      const shape = { kernel, stride, padding: (kernelSize - 1) / 2, inChannels, outChannels, height, width };
      const key = JSON.stringify(shape);
      met.set(key, { ...shape, count: (met.get(key)?.count ?? 0) + 1 });
      return Convolution.prototype.forward.call(convolution, x);
    };
  }
  try {
    tidy(() => {
      network.forward(images, evaluationContext);
    });
  } finally {
    // What was put before the class's own method.
    for (const convolution of convolutions) Reflect.deleteProperty(convolution, 'forward');
  }
  return [...met.values()];
}
