import { Generator } from '@procrustes/random';
import { expectTensorCount, useCpuBackend } from '@procrustes/testing';
import { mul, type Tensor2D, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bottleneck } from './bottleneck.ts';
import { type Context, evaluationContext, type Site, trainingContext } from './context.ts';
import { Convolution } from './convolution.ts';
import { Flatten } from './flatten.ts';
import { GlobalAveragePool } from './global-average-pool.ts';
import { constant } from './initialisers.ts';
import { Linear } from './linear.ts';
import { Module } from './module.ts';
import { type Block, Network } from './network.ts';
import { Parameter } from './parameter.ts';
import { Relu } from './relu.ts';
import { ResidualBlock } from './residual-block.ts';
import { Sequential } from './sequential.ts';

useCpuBackend();

const head = () =>
  new Sequential<Tensor4D, Tensor2D>([
    ['pool', new GlobalAveragePool()],
    ['linear', new Linear(4, 3)],
  ]);

const blocks = (): Block[] => [
  { name: 'conv1', kind: 'stem', module: new Convolution({ inChannels: 2, outChannels: 4, kernelSize: 3 }) },
  {
    name: 'layer1.0',
    kind: 'identity',
    module: new ResidualBlock(bottleneck({ inChannels: 4, width: 2, outChannels: 4 })),
  },
  {
    name: 'down',
    kind: 'transition',
    module: new Convolution({ inChannels: 4, outChannels: 4, kernelSize: 1, stride: 2 }),
  },
];

const images = () =>
  tensor4d(
    Float32Array.from({ length: 2 * 4 * 4 * 2 }, (_, i) => Math.sin(i)),
    [2, 4, 4, 2],
  );

describe('Network', () => {
  it('names parameters by its blocks, and the head’s by themselves', () => {
    const names = [...new Network(blocks(), head()).namedParameters()].map(([name]) => name);
    expect(names[0]).toBe('conv1.weight');
    expect(names).toContain('layer1.0.bn1.running_var');
    expect(names.slice(-2)).toEqual(['linear.weight', 'linear.bias']);
  });

  it('also has the parameters that the head holds itself', () => {
    class OwnHead extends Module<Tensor4D, Tensor2D> {
      override readonly parameters = {
        offset: new Parameter({ shape: [1], layout: 'vector', initialise: constant(0) }),
      };
      forward(x: Tensor4D): Tensor2D {
        return new Flatten().forward(x);
      }
    }
    const network = new Network([{ name: 'relu', kind: 'stem', module: new Relu() }], new OwnHead());
    expect([...network.namedParameters()].map(([name]) => name)).toEqual(['offset']);
  });

  it('refuses two parts of one name, among the blocks or with the head', () => {
    const [conv1, block] = blocks() as [Block, Block];
    expect(() => new Network([conv1, block, conv1], head())).toThrow("two parts named 'conv1'");
    expect(() => new Network([conv1, { ...block, name: 'linear' }], head())).toThrow("two parts named 'linear'");
  });

  it('taps behind every block, in order, and goes on with what the tap returns', async () => {
    const network = new Network(blocks(), head());
    network.initialise(Generator.named(1, 'network'));
    const seen: [Site, number[]][] = [];
    const look: Context = {
      training: false,
      tap: (site, x) => {
        seen.push([site, x.shape]);
        return x;
      },
    };
    const x = images();
    const logits = tidy(() => network.forward(x, look));
    expect(logits.shape).toEqual([2, 3]);
    expect(seen).toEqual([
      [{ name: 'conv1', kind: 'stem' }, [2, 4, 4, 4]],
      [{ name: 'layer1.0', kind: 'identity' }, [2, 4, 4, 4]],
      [{ name: 'down', kind: 'transition' }, [2, 2, 2, 4]],
    ]);
    expect(seen.map(([site]) => site)).toEqual(network.sites);
    const zeroed = tidy(() =>
      network.forward(x, { training: false, tap: (site, y) => (site.name === 'down' ? (mul(y, 0) as Tensor4D) : y) }),
    );
    // Nothing but the bias is left.
    expect(new Set(await zeroed.data())).toEqual(new Set([0]));
    network.dispose();
  });

  it('taps before the fork: a changed stream reaches skip and branch', async () => {
    const doubled = (name: string) => (site: Site, x: Tensor4D) => (site.name === name ? mul(x, 2) : x) as Tensor4D;
    const network = new Network(
      [
        { name: 'a', kind: 'stem', module: new Relu() },
        { name: 'b', kind: 'identity', module: new ResidualBlock(new Relu()) },
      ],
      new Flatten(),
    );
    const x = tensor4d([1, 2], [1, 1, 1, 2]);
    // Behind the fork, only one of the two summands of 2x would be doubled.
    expect(await network.forward(x, { training: true, tap: doubled('a') }).data()).toEqual(Float32Array.of(4, 8));
  });

  it('takes memory from initialise to dispose, and none for a pass but the logits', async () => {
    const network = await expectTensorCount(() => new Network(blocks(), head()));
    const parameters = [...network.namedParameters()].length;
    await expectTensorCount(() => network.initialise(Generator.named(1, 'network')), parameters);
    const x = images();
    for (const context of [trainingContext, evaluationContext]) {
      const logits = await expectTensorCount(() => tidy(() => network.forward(x, context)), 1);
      logits.dispose();
    }
    x.dispose();
    await expectTensorCount(() => network.dispose(), -parameters);
  });

  it('gives the same logits for the same seed, and others in training than in evaluation', async () => {
    const logits = async (seed: number, context: Context) => {
      const network = new Network(blocks(), head());
      network.initialise(Generator.named(seed, 'network'));
      const values = Float32Array.from(await tidy(() => network.forward(images(), context)).data());
      network.dispose();
      return values;
    };
    const training = await logits(1, trainingContext);
    expect(await logits(1, trainingContext)).toEqual(training);
    expect(await logits(2, trainingContext)).not.toBeRelativelyClose(training, 0.1);
    expect(await logits(1, evaluationContext)).not.toBeRelativelyClose(training, 0.1);
  });
});
