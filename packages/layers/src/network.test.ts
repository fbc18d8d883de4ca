import { residualSum, softmaxCrossEntropy, valueAndGradients } from '@procrustes/ops';
import { Generator } from '@procrustes/random';
import { expectTensorCount, useCpuBackend } from '@procrustes/testing';
import { dispose, mul, type Tensor2D, type Tensor4D, tensor1d, tensor4d, tidy } from '@tensorflow/tfjs-core';
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
import type { Recompute } from './recompute.ts';
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

describe('Network, recomputing', () => {
  /** Seven blocks: segments of 2 and 3 do not divide them. */
  const seven = (change: (block: Block) => Block = (block) => block) => {
    const [conv1, , down] = blocks() as [Block, Block, Block];
    const identity = (name: string): Block => ({
      name,
      kind: 'identity',
      module: new ResidualBlock(bottleneck({ inChannels: 4, width: 2, outChannels: 4 })),
    });
    const all = [conv1, ...['a', 'b', 'c'].map(identity), down, ...['d', 'e'].map(identity)];
    return new Network(all.map(change), head());
  };

  /** A step of the network: its loss, gradients, running statistics, and the taps in the order of their calls. */
  async function step(
    recompute: Recompute | undefined,
    change: Partial<Context> = {},
    changeBlock?: (block: Block) => Block,
  ) {
    const network = seven(changeBlock);
    network.initialise(Generator.named(1, 'network'));
    const x = images();
    const labels = tensor1d([2, 0], 'int32');
    const parameters = [...network.namedParameters()].map(([, parameter]) => parameter);
    const taps: string[] = [];
    const context: Context = {
      training: true,
      ...(recompute !== undefined && { recompute }),
      tap: (site, stream, repeats) => {
        taps.push(repeats === true ? `${site.name} again` : site.name);
        return stream;
      },
      ...change,
    };
    const { value, gradients } = await expectTensorCount(
      () =>
        valueAndGradients(
          () => softmaxCrossEntropy(network.forward(x, context), labels),
          parameters.filter(({ trainable }) => trainable).map(({ variable }) => variable),
        ),
      1 + parameters.filter(({ trainable }) => trainable).length,
    );
    const passed = await Promise.all([value, ...gradients].map(async (t) => Float32Array.from(await t.data())));
    const statistics = await Promise.all(parameters.filter(({ trainable }) => !trainable).map((p) => p.values()));
    dispose([x, labels, value, ...gradients]);
    network.dispose();
    return { passed, statistics, taps };
  }

  it.each<Recompute>(['none', 'block', 1, 2, 3, 6, 7, 100, 'auto'])(
    '%s: the same loss, gradients and running statistics, bit for bit',
    async (recompute) => {
      const expected = await step(undefined);
      const found = await step(recompute);
      expect(found.passed).toEqual(expected.passed);
      expect(found.statistics).toEqual(expected.statistics);
    },
  );

  it('would give other running statistics if the repetition moved them too', async () => {
    class Forgetful extends Module<Tensor4D, Tensor4D> {
      override readonly children;
      constructor(readonly inner: Module<Tensor4D, Tensor4D>) {
        super();
        this.children = { '': inner };
      }
      forward(x: Tensor4D, context: Context): Tensor4D {
        return this.inner.forward(x, { ...context, repeats: false });
      }
    }
    const forgetful = (block: Block): Block => ({ ...block, module: new Forgetful(block.module) });
    const expected = await step('block');
    const found = await step('block', {}, forgetful);
    expect(found.passed).toEqual(expected.passed);
    expect(found.statistics).not.toEqual(expected.statistics);
    // Without recomputation the same network is as it should be.
    expect((await step('none', {}, forgetful)).statistics).toEqual(expected.statistics);
  });

  it('taps each site once, and again in the backward pass but for the last segment', async () => {
    const forward = ['conv1', 'a', 'b', 'c', 'down', 'd', 'e'];
    const again = (...names: string[]) => names.map((name) => `${name} again`);
    expect((await step('none')).taps).toEqual(forward);
    expect((await step(3)).taps).toEqual([...forward, ...again('c', 'down', 'd'), ...again('conv1', 'a', 'b')]);
    expect((await step('block')).taps).toEqual([...forward, ...again('d', 'down', 'c', 'b', 'a', 'conv1')]);
    expect((await step(7)).taps).toEqual(forward);
  });

  it('frees everything where a block throws, the first time or the second', async () => {
    const network = seven();
    network.initialise(Generator.named(1, 'network'));
    const x = images();
    const labels = tensor1d([2, 0], 'int32');
    const parameters = [...network.namedParameters()].filter(([, { trainable }]) => trainable);
    for (const second of [false, true]) {
      const broken: Context = {
        ...trainingContext,
        recompute: 2,
        tap: (site, stream, repeats = false) => {
          if (site.name === 'b' && repeats === second) throw new Error('half-way');
          return stream;
        },
      };
      await expectTensorCount(() => {
        expect(() =>
          valueAndGradients(
            () => softmaxCrossEntropy(network.forward(x, broken), labels),
            parameters.map(([, { variable }]) => variable),
          ),
        ).toThrow('half-way');
      });
    }
    dispose([x, labels]);
    network.dispose();
  });

  it('goes on with what the tap returns, also the second time', async () => {
    const doubled: Context['tap'] = (site, x) => (site.name === 'b' ? residualSum(x, x) : x);
    const expected = await step('none', { tap: doubled });
    expect((await step('none')).passed).not.toEqual(expected.passed);
    expect((await step(3, { tap: doubled })).passed).toEqual(expected.passed);
  });

  it('refuses what is no length of a segment', async () => {
    await expect(step(0)).rejects.toThrow('a whole number of blocks ≥ 1, got 0');
  });
});
