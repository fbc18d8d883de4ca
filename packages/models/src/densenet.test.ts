import { readFile } from 'node:fs/promises';
import { trainingContext } from '@procrustes/layers';
import { softmaxCrossEntropy, valueAndGradients } from '@procrustes/ops';
import { project, singularValues } from '@procrustes/projection';
import { Generator } from '@procrustes/random';
import { drawTensor, type NumericTensor, naiveBatchNorm, naiveConvolution, useCpuBackend } from '@procrustes/testing';
import { dispose, type Tensor4D, tensor1d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Family } from './architecture.ts';
import { densenet, densenetK24, densenetK40 } from './densenet.ts';
import { modelSize } from './model-size.ts';
import { findArchitecture } from './registry.ts';

useCpuBackend();

/** Trained values of DenseNet-BC, summed layer by layer. */
function countedByHand(growthRate: number, layers: number, classes: number): number {
  let channels = 2 * growthRate;
  let values = 27 * channels;
  for (let block = 0; block < 3; block += 1) {
    if (block > 0) {
      values += 2 * channels + channels * Math.floor(channels / 2);
      channels = Math.floor(channels / 2);
    }
    for (let layer = 0; layer < layers; layer += 1) {
      values += 2 * channels + channels * 4 * growthRate + 8 * growthRate + 36 * growthRate ** 2;
      channels += growthRate;
    }
  }
  return values + 2 * channels + (channels + 1) * classes;
}

describe('DenseNet-BC', () => {
  // Huang et al. 2017, table 2: 0.8M, 15.3M and 25.6M parameters.
  it.each<[string, Family, number, number, number]>([
    ['densenet-100', densenet, 12, 16, 0.8],
    ['densenet-k24-250', densenetK24, 24, 41, 15.3],
    ['densenet-k40-190', densenetK40, 40, 31, 25.6],
  ])('%s has the published number of parameters', (name, family, growthRate, layers, millions) => {
    const architecture = findArchitecture(name);
    expect(architecture).toMatchObject({ family: family.name, blocksPerStage: layers });
    const { parameters } = modelSize(architecture.build(10).network);
    expect(parameters).toBe(countedByHand(growthRate, layers, 10));
    expect(Math.round(parameters / 1e5) / 10).toBe(millions);
    expect(modelSize(architecture.build(100).network).parameters).toBe(countedByHand(growthRate, layers, 100));
  });

  it('names its parameters as torchvision does', () => {
    const names = [...densenet.build(2, 10).network.namedParameters()].map(([name]) => name);
    expect(names).toContain('features.conv0.weight');
    for (const step of ['norm1.running_var', 'conv1.weight', 'norm2.bias', 'conv2.weight']) {
      expect(names).toContain(`features.denseblock3.denselayer2.${step}`);
    }
    expect(names).toContain('features.transition2.norm.weight');
    expect(names).toContain('features.transition2.conv.weight');
    expect(names.slice(-6)).toEqual([
      ...['weight', 'bias', 'running_mean', 'running_var'].map((name) => `features.norm5.${name}`),
      'classifier.weight',
      'classifier.bias',
    ]);
  });

  it('has a tap on the whole stream behind every dense layer and every transition', () => {
    const { network } = densenet.build(2, 10);
    network.initialise(Generator.named(1, 'weights'));
    const shapes: [string, number, number][] = [];
    const tap = ({ name }: { name: string }, x: Tensor4D) => {
      shapes.push([name.replace('features.', ''), x.shape[3], x.shape[1]]);
      return x;
    };
    tidy(() => network.forward(tensor4d(new Float32Array(32 * 32 * 3), [1, 32, 32, 3]), { training: false, tap }));
    expect(shapes).toEqual([
      ['conv0', 24, 32],
      ['denseblock1.denselayer1', 36, 32],
      ['denseblock1.denselayer2', 48, 32],
      ['transition1', 24, 16],
      ['denseblock2.denselayer1', 36, 16],
      ['denseblock2.denselayer2', 48, 16],
      ['transition2', 24, 8],
      ['denseblock3.denselayer1', 36, 8],
      ['denseblock3.denselayer2', 48, 8],
    ]);
    network.dispose();
  });

  it('declares its transitions: projected, convolution and pooling together keep the norm of every gradient', () => {
    const { network, projections } = densenet.build(2, 10);
    const parameters = new Map(network.namedParameters());
    expect(projections.map(({ parameter }) => parameter)).toEqual(
      [1, 2].map((stage) => `features.transition${stage}.conv.weight`),
    );
    for (const { parameter, operator, sigma } of projections) {
      if (operator.kind !== 'convolution') throw new Error('a transition is a convolution');
      const { inChannels, outChannels } = operator;
      expect(parameters.get(parameter)?.shape).toEqual([1, 1, inChannels, outChannels]);
      const generator = Generator.named(1, parameter);
      const kernel = Float64Array.from({ length: inChannels * outChannels }, () => generator.normal());
      const gain = (values: Float64Array) => {
        // Backward through 2×2 average pooling: a quarter of the gradient to each of four pixels, then Wᵀ.
        const gradient = Array.from({ length: outChannels }, () => generator.normal());
        let squares = 0;
        for (let c = 0; c < inChannels; c += 1) {
          const dx = gradient.reduce((sum, g, o) => sum + (g / 4) * (values[c * outChannels + o] as number), 0);
          squares += 4 * dx ** 2;
        }
        return Math.sqrt(squares) / Math.hypot(...gradient);
      };
      const { values } = project(operator, kernel, { sigma });
      expect(gain(values)).toBeCloseTo(1, 10);
      expect(Math.abs(gain(kernel) - 1)).toBeGreaterThan(0.1);
      expect(singularValues(values, operator).extremes.max).toBeCloseTo(2, 10);
    }
  });

  it('imports what a file of a user’s own can import: packages by name, and nothing beside it', async () => {
    const source = await readFile(new URL('./densenet.ts', import.meta.url), 'utf8');
    const imported = [...source.matchAll(/from '([^']+)'/g)].map(([, name]) => name);
    expect(imported.length).toBeGreaterThan(3);
    for (const name of imported)
      expect(name).toMatch(/^@(procrustes\/(layers|models|projection)|tensorflow\/tfjs-core)$/);
    expect(source).not.toMatch(/import\(|require\(/);
  });
});

describe('the gradient of DenseNet-BC', () => {
  const [images, labels] = [1, [3]] as const;
  const { network } = densenet.build(1, 10);
  const parameters = [...network.namedParameters()].filter(([, { trainable }]) => trainable);
  const generator = Generator.named(1, 'images');
  const x = drawTensor([images, 32, 32, 3], () => generator.normal());
  const weights = new Map<string, NumericTensor>();

  beforeAll(async () => {
    network.initialise(Generator.named(3, 'weights'));
    for (const [name, parameter] of parameters) {
      weights.set(name, { shape: parameter.shape, values: Float64Array.from(await parameter.values()) });
    }
  });

  /** E in float64, by loops. */
  function loss(at: ReadonlyMap<string, NumericTensor>): number {
    const value = (name: string) => at.get(name) as NumericTensor;
    const norm = (y: NumericTensor, name: string) =>
      naiveBatchNorm(y, value(`${name}.weight`), value(`${name}.bias`), { epsilon: 1e-5, activation: 'relu' }).y;
    const convolve = (y: NumericTensor, name: string, padding: number) =>
      naiveConvolution(y, value(`${name}.weight`), { stride: 1, padding });
    let stream = convolve(x, 'features.conv0', 1);
    for (const stage of [1, 2, 3]) {
      const layer = `features.denseblock${stage}.denselayer1`;
      const inner = convolve(norm(stream, `${layer}.norm1`), `${layer}.conv1`, 0);
      stream = joined(stream, convolve(norm(inner, `${layer}.norm2`), `${layer}.conv2`, 1));
      if (stage < 3) {
        const transition = `features.transition${stage}`;
        stream = pooled(convolve(norm(stream, `${transition}.norm`), `${transition}.conv`, 0), 2);
      }
    }
    const features = pooled(norm(stream, 'features.norm5'), 8);
    const channels = features.shape[3] as number;
    const [w, b] = [value('classifier.weight').values, value('classifier.bias').values];
    let total = 0;
    for (const [n, label] of labels.entries()) {
      const logits = Array.from(b, (bias, o) => {
        let sum = bias;
        for (let c = 0; c < channels; c += 1) {
          sum += (features.values[n * channels + c] as number) * (w[o * channels + c] as number);
        }
        return sum;
      });
      total += Math.log(logits.reduce((sum, z) => sum + Math.exp(z), 0)) - (logits[label] as number);
    }
    return total / images;
  }

  it('agrees with central differences of a float64 net of loops, along directions of all parameters', async () => {
    const [input, classes] = [
      tensor4d(Float32Array.from(x.values), [images, 32, 32, 3]),
      tensor1d([...labels], 'int32'),
    ];
    const { value, gradients } = valueAndGradients(
      () => softmaxCrossEntropy(network.forward(input, trainingContext), classes),
      parameters.map(([, { variable }]) => variable),
    );
    const computed = await Promise.all(gradients.map((gradient) => gradient.data()));
    expect((await value.data())[0]).toBeCloseTo(loss(weights), 5);
    // One direction for each kind of parameter, so that no large gradient hides a wrong one.
    const kinds = [
      'conv0',
      'norm1',
      'conv1',
      'norm2',
      'conv2',
      'transition1.norm',
      'transition2.conv',
      'norm5',
      'classifier',
    ];
    for (const kind of kinds) {
      let slope = 0;
      let wrong = 0;
      const step = 1e-8;
      const draw = Generator.named(1, kind);
      const directions = parameters.map(([name, { size }]) =>
        Float64Array.from({ length: size }, () => (name.includes(`${kind}.`) ? draw.normal() : 0)),
      );
      const moved = (by: number) =>
        new Map(
          parameters.map(([name], index) => {
            const { shape, values } = weights.get(name) as NumericTensor;
            return [name, { shape, values: values.map((v, i) => v + by * (directions[index]?.[i] as number)) }];
          }),
        );
      for (const [index, gradient] of computed.entries()) {
        gradient.forEach((g, i) => {
          slope += g * (directions[index]?.[i] as number);
          wrong += g * (directions[index]?.at(i - 1) as number);
        });
      }
      const expected = (loss(moved(step)) - loss(moved(-step))) / (2 * step);
      // A ReLU's kink within ±h of a value moves a difference by some 1e-5 of it.
      expect(Math.abs(slope - expected) / Math.abs(expected), kind).toBeLessThan(1e-3);
      expect(Math.abs(wrong - expected) / Math.abs(expected), kind).toBeGreaterThan(1e-2);
    }
    dispose([input, classes, value, ...gradients]);
  });
});

/** [a, b] along the channels. */
function joined(a: NumericTensor, b: NumericTensor): NumericTensor {
  const [first, second] = [a.shape[3] as number, b.shape[3] as number];
  const pixels = a.values.length / first;
  const values = new Float64Array(pixels * (first + second));
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    values.set(a.values.subarray(pixel * first, (pixel + 1) * first), pixel * (first + second));
    values.set(b.values.subarray(pixel * second, (pixel + 1) * second), pixel * (first + second) + first);
  }
  return { shape: [...a.shape.slice(0, 3), first + second], values };
}

/** The mean of each size × size window. */
function pooled({ shape, values }: NumericTensor, size: number): NumericTensor {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const out = [batch, height / size, width / size, channels] as const;
  const sums = new Float64Array(out[0] * out[1] * out[2] * channels);
  values.forEach((value, index) => {
    const c = index % channels;
    const column = Math.floor(index / channels) % width;
    const row = Math.floor(index / (channels * width)) % height;
    const n = Math.floor(index / (channels * width * height));
    const at = ((n * out[1] + Math.floor(row / size)) * out[2] + Math.floor(column / size)) * channels + c;
    sums[at] = (sums[at] as number) + value / size ** 2;
  });
  return { shape: out, values: sums };
}
