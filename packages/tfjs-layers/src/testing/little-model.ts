import { Generator } from '@procrustes/random';
import { oneHot, tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { initializers, input, type LayersModel, layers, model } from '@tensorflow/tfjs-layers';
import type { normPreserving } from '../norm-preserving.ts';

type Constraint = ReturnType<typeof normPreserving>;

/** A stem, one residual block, a transition of stride 2 and a dense head, on images of 8×8. */
export function littleModel(
  constraint: { readonly transition?: Constraint; readonly head?: Constraint } = {},
): LayersModel {
  const kernelInitializer = (seed: number) => initializers.heNormal({ seed });
  const images = input({ shape: [8, 8, 2] });
  const convolution = { padding: 'same', useBias: false } as const;
  const stem = layers
    .conv2d({ ...convolution, name: 'stem', filters: 4, kernelSize: 3, kernelInitializer: kernelInitializer(1) })
    .apply(images);
  const branch = layers
    .conv2d({
      ...convolution,
      name: 'branch',
      filters: 4,
      kernelSize: 3,
      activation: 'relu',
      kernelInitializer: kernelInitializer(2),
    })
    .apply(stem);
  const sum = layers.add({ name: 'block' }).apply([stem, branch] as never);
  const transition = layers
    .conv2d({
      ...convolution,
      name: 'transition',
      filters: 8,
      kernelSize: 1,
      strides: 2,
      kernelInitializer: kernelInitializer(3),
      ...(constraint.transition && { kernelConstraint: constraint.transition }),
    })
    .apply(sum);
  const flat = layers.flatten().apply(transition);
  const logits = layers
    .dense({
      name: 'head',
      units: 3,
      activation: 'softmax',
      kernelInitializer: kernelInitializer(4),
      ...(constraint.head && { kernelConstraint: constraint.head }),
    })
    .apply(flat);
  const built = model({ inputs: images, outputs: logits as never });
  built.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
  return built;
}

/** Six images and their classes. */
export function littleBatch() {
  const generator = Generator.named(1, 'images');
  const values = Float32Array.from({ length: 6 * 8 * 8 * 2 }, () => generator.normal());
  const labels = tensor1d([0, 1, 2, 0, 1, 2], 'int32');
  const batch = { x: tensor4d(values, [6, 8, 8, 2]), y: oneHot(labels, 3) };
  labels.dispose();
  return batch;
}
