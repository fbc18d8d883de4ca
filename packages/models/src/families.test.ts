import { prepareBackend } from '@procrustes/backends';
import { evaluationContext, type Network, type Site, trainingContext } from '@procrustes/layers';
import { softmaxCrossEntropy, valueAndGradients } from '@procrustes/ops';
import { Generator } from '@procrustes/random';
import { expectTensorCount } from '@procrustes/testing';
import { dispose, memory, type Tensor4D, tensor1d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { families, findArchitecture } from './registry.ts';

/** Whose stream grows within a stage; densenet.test.ts has its shapes and projections. */
const isDense = (family: string) => family.startsWith('densenet');

beforeAll(async () => {
  await prepareBackend('wasm');
});

const images = (): Tensor4D => {
  const generator = Generator.named(1, 'images');
  return tensor4d(
    Float32Array.from({ length: 2 * 32 * 32 * 3 }, () => generator.normal()),
    [2, 32, 32, 3],
  );
};

const variables = (network: Network) =>
  [...network.namedParameters()].filter(([, { trainable }]) => trainable).map(([, { variable }]) => variable);

/** Shapes at the taps, and of the images before the first one. */
function streamShapes(network: Network): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>([['', [2, 32, 32, 3]]]);
  const tap = ({ name }: Site, x: Tensor4D) => {
    shapes.set(name, x.shape);
    return x;
  };
  tidy(() => network.forward(images(), { training: false, tap }));
  return shapes;
}

describe.each(families.map(({ name }) => name))('%s, one block per stage', (family) => {
  it('trains and evaluates on wasm without leaving a tensor', async () => {
    const { network } = findArchitecture(family, 1).build(10);
    await expectTensorCount(async () => {
      network.initialise(Generator.named(1, 'weights'));
      const [x, labels] = [images(), tensor1d([3, 7], 'int32')];
      const step = async (): Promise<number> => {
        const { value, gradients } = valueAndGradients(
          () => softmaxCrossEntropy(network.forward(x, trainingContext), labels),
          variables(network),
        );
        const loss = (await value.data())[0] as number;
        for (const gradient of gradients) expect((await gradient.data()).every(Number.isFinite)).toBe(true);
        dispose([value, ...gradients]);
        return loss;
      };
      const { numTensors, numDataBuffers } = memory();
      for (let count = 0; count < 2; count += 1) {
        expect(await step()).toBeGreaterThan(0);
        expect(memory()).toMatchObject({ numTensors, numDataBuffers });
      }
      const logits = await expectTensorCount(() => tidy(() => network.forward(x, evaluationContext)), 1);
      expect(logits.shape).toEqual([2, 10]);
      expect((await logits.data()).every(Number.isFinite)).toBe(true);
      dispose([logits, x, labels]);
      network.dispose();
    });
  });

  it('has a gradient with respect to every trained parameter that is not zero', async () => {
    const { network } = findArchitecture(family, 1).build(10);
    network.initialise(Generator.named(2, 'weights'));
    const trained = [...network.namedParameters()].filter(([, { trainable }]) => trainable);
    const { gradients } = tidy(
      () =>
        valueAndGradients(
          () => softmaxCrossEntropy(network.forward(images(), trainingContext), tensor1d([3, 7], 'int32')),
          trained.map(([, { variable }]) => variable),
        ) as never,
    ) as ReturnType<typeof valueAndGradients>;
    for (const [index, [name]] of trained.entries()) {
      expect(
        (await gradients[index]?.data())?.some((value) => value !== 0),
        name,
      ).toBe(true);
    }
    network.dispose();
  });

  it.skipIf(isDense(family))('has a tap behind every block: widths 64, 128, 256 on grids of 32, 16, 8', () => {
    const { network } = findArchitecture(family, 2).build(10);
    network.initialise(Generator.named(1, 'weights'));
    const shapes = streamShapes(network);
    for (const [stage, width] of [64, 128, 256].entries()) {
      for (const index of [0, 1]) {
        const size = [32, 16, 8][stage];
        expect(shapes.get(`layer${stage + 1}.${index}`)).toEqual([2, size, size, width]);
      }
    }
    expect([...shapes.keys()].slice(1)).toEqual(network.sites.map(({ name }) => name));
    network.dispose();
  });

  it('has the kinds that its blocks are of', () => {
    const { network } = findArchitecture(family, 3).build(10);
    const count = (kind: string) => network.sites.filter((site) => site.kind === kind).length;
    const expected = {
      resnet: { identity: 6, transition: 3, plain: 0 },
      procresnet: { identity: 9, transition: 2, plain: 0 },
      'procresnet-2018': { identity: 9, transition: 2, plain: 0 },
      plain: { identity: 0, transition: 0, plain: 9 },
      'plain-bn': { identity: 0, transition: 0, plain: 9 },
      densenet: { identity: 9, transition: 2, plain: 0 },
      'densenet-k24': { identity: 9, transition: 2, plain: 0 },
      'densenet-k40': { identity: 9, transition: 2, plain: 0 },
    }[family];
    expect({ identity: count('identity'), transition: count('transition'), plain: count('plain') }).toEqual(expected);
    expect(network.sites[0]).toEqual({ name: isDense(family) ? 'features.conv0' : 'conv1', kind: 'stem' });
  });

  it.skipIf(isDense(family))('declares projections of parameters that it has, with operators that fit them', () => {
    const { network, projections } = findArchitecture(family, 1).build(7);
    network.initialise(Generator.named(1, 'weights'));
    const parameters = new Map(network.namedParameters());
    const shapes = [...streamShapes(network)];
    for (const { parameter: name, operator } of projections) {
      const parameter = parameters.get(name);
      expect(parameter?.trainable, name).toBe(true);
      if (operator.kind === 'linear') {
        expect(parameter?.layout).toBe('out-in');
        expect(parameter?.shape).toEqual([operator.rows, operator.columns]);
        continue;
      }
      expect(parameter?.layout).toBe('hwio');
      expect(parameter?.shape).toEqual([...operator.kernelSize, operator.inChannels, operator.outChannels]);
      // The stream before and behind that convolution.
      const index = shapes.findIndex(([site]) => `${site}.weight` === name);
      const [before, behind] = [shapes[index - 1]?.[1], shapes[index]?.[1]];
      expect(before?.slice(1)).toEqual([...operator.inputSize, operator.inChannels]);
      expect(behind?.slice(1)).toEqual([
        ...operator.inputSize.map((size) => size / operator.stride),
        operator.outChannels,
      ]);
    }
    network.dispose();
  });
});

describe('the declared projections', () => {
  it('are the papers’: stem and transitions in 2020, the head before each pass in 2018, none elsewhere; and DenseNet’s transitions', () => {
    const denseTransitions = [1, 2].map((index) => [`features.transition${index}.conv.weight`, 2, 'after-step']);
    const declared = Object.fromEntries(
      families.map(({ name }) => [
        name,
        findArchitecture(name, 1)
          .build(10)
          .projections.map(({ parameter, sigma, when }) => [parameter, sigma, when]),
      ]),
    );
    expect(declared).toEqual({
      resnet: [],
      procresnet: [
        ['conv1.weight', 'auto', 'after-step'],
        ['trans_conv1.weight', 'auto', 'after-step'],
        ['trans_conv2.weight', 'auto', 'after-step'],
      ],
      'procresnet-2018': [['linear.weight', 1, 'before-forward']],
      plain: [],
      'plain-bn': [],
      ...Object.fromEntries(families.filter(({ name }) => isDense(name)).map(({ name }) => [name, denseTransitions])),
    });
  });
});
