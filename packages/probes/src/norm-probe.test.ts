import {
  type Block,
  bottleneck,
  type Context,
  Convolution,
  evaluationContext,
  Flatten,
  GlobalAveragePool,
  Linear,
  Module,
  Network,
  type Recompute,
  Relu,
  ResidualBlock,
  Sequential,
  type Site,
  trainingContext,
} from '@procrustes/layers';
import { residualSum, softmaxCrossEntropy, valueAndGradients } from '@procrustes/ops';
import { Generator } from '@procrustes/random';
import { expectTensorCount, useCpuBackend } from '@procrustes/testing';
import {
  dispose,
  Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tensor4d,
  tidy,
  variable,
} from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { NormProbe } from './norm-probe.ts';

useCpuBackend();

const norm = (values: ArrayLike<number>) => Math.sqrt(Array.from(values).reduce((sum, value) => sum + value ** 2, 0));

function littleNetwork(): Network {
  const identity = (index: number): Block => ({
    name: `layer1.${index}`,
    kind: 'identity',
    module: new ResidualBlock(bottleneck({ inChannels: 4, width: 2, outChannels: 4 })),
  });
  const network = new Network(
    [
      { name: 'conv1', kind: 'stem', module: new Convolution({ inChannels: 2, outChannels: 4, kernelSize: 3 }) },
      identity(0),
      identity(1),
      {
        name: 'down',
        kind: 'transition',
        module: new Convolution({ inChannels: 4, outChannels: 4, kernelSize: 1, stride: 2 }),
      },
    ],
    new Sequential<Tensor4D, Tensor2D>([
      ['pool', new GlobalAveragePool()],
      ['linear', new Linear(4, 3)],
    ]),
  );
  network.initialise(Generator.named(1, 'network'));
  return network;
}

const labels = () => tensor1d([2, 0], 'int32');
const images = () => {
  const generator = Generator.named(1, 'images');
  return tensor4d(
    Float32Array.from({ length: 2 * 6 * 6 * 2 }, () => generator.normal()),
    [2, 6, 6, 2],
  );
};

const variables = (network: Network) =>
  [...network.namedParameters()].filter(([, { trainable }]) => trainable).map(([, p]) => p.variable);

/** One forward and backward pass of the little network; leaves no tensor but what the context keeps. */
function pass(network: Network, context: Context): void {
  tidy(() => {
    const x = images();
    const classes = labels();
    const { value, gradients } = valueAndGradients(
      () => softmaxCrossEntropy(network.forward(x, context), classes),
      variables(network),
    );
    dispose([value, ...gradients]);
  });
}

/** The stream at a tap, and ∂E/∂ of it: the stream is cut there and goes on from a variable of the same values. */
async function cutAt(network: Network, name: string): Promise<{ stream: Float32Array; gradient: Float32Array }> {
  let stream: Tensor4D | undefined;
  const cut: Context = {
    ...trainingContext,
    tap: (site, x) => {
      if (site.name !== name) return x;
      stream = variable(x) as unknown as Tensor4D;
      return stream;
    },
  };
  const x = images();
  const classes = labels();
  const loss = () => softmaxCrossEntropy(network.forward(x, cut), classes);
  // A first pass makes the variable; the second starts from it.
  tidy(loss).dispose();
  const injected = stream as Tensor4D;
  const again: Context = { ...trainingContext, tap: (site, y) => (site.name === name ? injected : y) };
  const { value, gradients } = valueAndGradients(
    () => softmaxCrossEntropy(network.forward(x, again), classes),
    [injected],
  );
  const result = {
    stream: Float32Array.from(await injected.data<'float32'>()),
    gradient: Float32Array.from((await gradients[0]?.data<'float32'>()) ?? []),
  };
  dispose([x, classes, value, ...gradients, injected]);
  return result;
}

describe('NormProbe', () => {
  it('sees the norms of the stream and of its whole gradient at every tap, in forward order', async () => {
    const network = littleNetwork();
    const probe = new NormProbe();
    pass(network, probe.context);
    const norms = await probe.read();
    expect(norms.sites).toEqual(['conv1', 'layer1.0', 'layer1.1', 'down']);
    expect(norms.kinds).toEqual(['stem', 'identity', 'identity', 'transition']);
    for (const [index, site] of norms.sites.entries()) {
      const { stream, gradient } = await expectTensorCount(() => cutAt(network, site));
      // One float32 sum of squares of some hundred terms, against float64.
      expect([norms.activation[index] as number], `activation at ${site}`).toBeRelativelyClose([norm(stream)], 1e-6);
      expect([norms.gradient[index] as number], `gradient at ${site}`).toBeRelativelyClose([norm(gradient)], 1e-5);
    }
    network.dispose();
  });

  it('agrees with finite differences of the loss', async () => {
    const network = littleNetwork();
    const probe = new NormProbe();
    pass(network, probe.context);
    const { sites, gradient: norms } = await probe.read();
    const step = 0.02;
    for (const [index, site] of sites.entries()) {
      const { stream, gradient } = await cutAt(network, site);
      // Along g/‖g‖ the slope of E is ‖g‖.
      const moved = (distance: number) =>
        stream.map((value, i) => value + (distance * (gradient[i] as number)) / norm(gradient));
      const slope =
        ((await lossWith(network, site, moved(step))) - (await lossWith(network, site, moved(-step)))) / (2 * step);
      // Float32 losses near 1 make an error of about 6e-8 / 0.04; curvature and ReLUs that flip make up the rest.
      expect(slope / (norms[index] as number), site).toBeCloseTo(1, 2);
    }
    network.dispose();
  });

  it('changes neither the value nor any gradient, and calls the tap of its base', async () => {
    const network = littleNetwork();
    const visited: string[] = [];
    const base: Context = {
      ...trainingContext,
      tap: ({ name }, x) => {
        visited.push(name);
        return x;
      },
    };
    const probe = new NormProbe(base);
    const run = async (context: Context) => {
      const x = images();
      const { value, gradients } = valueAndGradients(
        () => softmaxCrossEntropy(network.forward(x, context), labels()),
        variables(network),
      );
      return Promise.all([value, ...gradients].map(async (y) => Float32Array.from(await y.data<'float32'>())));
    };
    expect(await run(probe.context)).toEqual(await run(trainingContext));
    expect(visited).toEqual(network.sites.map(({ name }) => name));
    expect(probe.context.training).toBe(true);
    expect(new NormProbe(evaluationContext).context.training).toBe(false);
    probe.dispose();
    network.dispose();
  });

  it('keeps two scalars for each tap until they are read, taken or dropped', async () => {
    const network = littleNetwork();
    const probe = new NormProbe();
    for (let step = 0; step < 2; step += 1) {
      await expectTensorCount(() => pass(network, probe.context), 2 * 4);
      await expectTensorCount(() => probe.read(), -2 * 4);
    }
    await expectTensorCount(() => pass(network, probe.context), 2 * 4);
    await expectTensorCount(() => probe.dispose(), -2 * 4);
    await expectTensorCount(() => probe.dispose());

    await expectTensorCount(() => pass(network, probe.context), 2 * 4);
    const { squares, series } = await expectTensorCount(() => probe.take());
    expect(squares).toHaveLength(2 * 4);
    // The next pass does not mix with the one that was taken.
    pass(network, probe.context);
    const values = await Promise.all(squares.map(async (square) => (await square.data())[0] as number));
    const taken = series(values);
    dispose([...squares]);
    // Running statistics have moved in between, which a training pass does not look at.
    expect(taken).toEqual(await probe.read());
    network.dispose();
  });

  it('looks at gradients only where told so, and keeps one scalar for each tap', async () => {
    const network = littleNetwork();
    const both = new NormProbe();
    pass(network, both.context);
    const { gradient, activation } = await both.read();
    expect(activation).toHaveLength(4);
    const probe = new NormProbe(trainingContext, { activations: false });
    await expectTensorCount(() => pass(network, probe.context), 4);
    const seen = await expectTensorCount(() => probe.read(), -4);
    expect(seen.gradient).toEqual(gradient);
    expect(seen.activation).toEqual([]);
    await expectTensorCount(() => pass(network, probe.context), 4);
    await expectTensorCount(() => probe.dispose(), -4);
    network.dispose();
  });

  it('says so when it is read before the backward pass, and frees what it kept', async () => {
    const network = littleNetwork();
    const probe = new NormProbe();
    await expectTensorCount(async () => {
      tidy(() => network.forward(images(), probe.context)).dispose();
      await expect(probe.read()).rejects.toThrow(
        "no gradient came back to the tap 'conv1'; read a probe after the backward pass",
      );
    });
    // As new.
    pass(network, probe.context);
    expect((await probe.read()).sites).toHaveLength(4);
    network.dispose();
  });

  it('frees what it kept where the read-back fails, and is then as new', async () => {
    const network = littleNetwork();
    const probe = new NormProbe();
    await expectTensorCount(async () => {
      pass(network, probe.context);
      const read = vi.spyOn(Tensor.prototype, 'data').mockRejectedValueOnce(new Error('the device is lost'));
      await expect(probe.read()).rejects.toThrow('the device is lost');
      read.mockRestore();
    });
    pass(network, probe.context);
    expect((await probe.read()).sites).toHaveLength(4);
    network.dispose();
  });

  it('gives no norms where nothing was tapped', async () => {
    expect(await new NormProbe().read()).toEqual({ sites: [], kinds: [], activation: [], gradient: [] });
  });

  it('frees what a pass that failed left', async () => {
    const network = littleNetwork();
    const probe = new NormProbe();
    await expectTensorCount(() => {
      const x = images();
      expect(() =>
        valueAndGradients(() => {
          network.forward(x, probe.context);
          throw new Error('half-way');
        }, variables(network)),
      ).toThrow('half-way');
      probe.dispose();
      x.dispose();
    });
    network.dispose();
  });

  it('shows NaN as NaN', async () => {
    const network = littleNetwork();
    const { weight } = [...network.modules()].find((module) => module instanceof Convolution)?.parameters ?? {};
    const values = (await weight?.values()) as Float32Array;
    weight?.assign(values.fill(Number.NaN, 0, 1));
    const probe = new NormProbe();
    pass(network, probe.context);
    const { activation, gradient } = await probe.read();
    expect(activation[0]).toBeNaN();
    expect(gradient[0]).toBeNaN();
    network.dispose();
  });
});

describe('NormProbe where the backward pass computes segments again', () => {
  const normsWith = async (recompute: Recompute) => {
    const network = littleNetwork();
    const probe = new NormProbe({ ...trainingContext, recompute });
    await expectTensorCount(() => pass(network, probe.context), 2 * 4);
    network.dispose();
    return expectTensorCount(() => probe.read(), -2 * 4);
  };

  it.each<Recompute>(['block', 2, 3, 'auto'])('%s: the same sites, in the same order, and norms', async (recompute) => {
    expect(await normsWith(recompute)).toEqual(await normsWith('none'));
  });

  it('frees what it kept where the repetition throws', async () => {
    const network = littleNetwork();
    const broken: Context['tap'] = (site, x, repeats) => {
      if (site.name === 'layer1.0' && repeats === true) throw new Error('half-way');
      return x;
    };
    const probe = new NormProbe({ ...trainingContext, recompute: 2, tap: broken });
    const x = images();
    const classes = labels();
    await expectTensorCount(() => {
      expect(() =>
        valueAndGradients(() => softmaxCrossEntropy(network.forward(x, probe.context), classes), variables(network)),
      ).toThrow('half-way');
      probe.dispose();
    });
    dispose([x, classes]);
    pass(network, new NormProbe({ ...trainingContext, recompute: 2 }).context);
    network.dispose();
  });

  it('refuses a repetition of what it has not seen', () => {
    const x = images();
    const { context } = new NormProbe();
    expect(() => context.tap({ name: 'layer1.0', kind: 'identity' }, x, true)).toThrow(
      "the tap 'layer1.0' was not seen in the pass that is repeated",
    );
    x.dispose();
  });

  it('says so, and leaves no tensor, where two taps of one segment have one name', async () => {
    class Twice extends Module<Tensor4D, Tensor4D> {
      forward(x: Tensor4D, context: Context): Tensor4D {
        const site: Site = { name: 'inner', kind: 'plain' };
        return context.tap(site, context.tap(site, x));
      }
    }
    const stem = new Convolution({ inChannels: 2, outChannels: 1, kernelSize: 1 });
    const network = new Network(
      [
        { name: 'stem', kind: 'stem', module: stem },
        { name: 'twice', kind: 'plain', module: new Twice() },
        { name: 'last', kind: 'plain', module: new Relu() },
      ],
      new Flatten(),
    );
    network.initialise(Generator.named(1, 'network'));
    for (const [recompute, found] of [
      ['none', ['stem', 'inner', 'inner', 'twice', 'last']],
      [2, undefined],
    ] as const) {
      const probe = new NormProbe({ ...trainingContext, recompute });
      await expectTensorCount(async () => {
        pass(network, probe.context);
        if (found === undefined) await expect(probe.read()).rejects.toThrow("no gradient came back to the tap 'inner'");
        else expect((await probe.read()).sites).toEqual(found);
      });
    }
    network.dispose();
  });
});

/** E with the stream at a tap replaced by these values. */
async function lossWith(network: Network, name: string, stream: Float32Array): Promise<number> {
  const tap = (site: Site, x: Tensor4D) => (site.name === name ? tensor4d(stream, x.shape) : x);
  const loss = tidy(() => softmaxCrossEntropy(network.forward(images(), { training: true, tap }), labels()));
  const [value] = await loss.data();
  loss.dispose();
  return value as number;
}

/** A user's own composition: two branches and a skip, with the taps before or behind the fork. */
class OwnNet extends Module<Tensor4D, Tensor2D> {
  override readonly children = {
    stem: new Convolution({ inChannels: 2, outChannels: 2, kernelSize: 1 }),
    branch: new Convolution({ inChannels: 2, outChannels: 2, kernelSize: 3 }),
    relu: new Relu(),
    flatten: new Flatten(),
  };
  readonly #tapBehindFork: boolean;

  constructor(tapBehindFork: boolean) {
    super();
    this.#tapBehindFork = tapBehindFork;
    this.initialise(Generator.named(5, 'own'));
  }

  forward(x: Tensor4D, context: Context): Tensor2D {
    const { stem, branch, relu, flatten } = this.children;
    const site: Site = { name: 'stem', kind: 'stem' };
    const stream = stem.forward(x);
    const tapped = context.tap(site, stream);
    const skip = this.#tapBehindFork ? stream : tapped;
    return flatten.forward(
      context.tap({ name: 'sum', kind: 'identity' }, residualSum(skip, branch.forward(relu.forward(tapped)))),
    );
  }
}

describe('NormProbe on a model that only calls context.tap', () => {
  async function normsOf(tapBehindFork: boolean) {
    const net = new OwnNet(tapBehindFork);
    const x = tensor4d(
      Float32Array.from({ length: 2 * 3 * 3 * 2 }, (_, i) => Math.cos(i)),
      [2, 3, 3, 2],
    );
    const probe = new NormProbe();
    const { stem } = net.children;
    const { value, gradients } = valueAndGradients(
      () => softmaxCrossEntropy(net.forward(x, probe.context), labels()),
      [stem.parameters.weight.variable],
    );
    const norms = await probe.read();
    dispose([x, value, ...gradients]);
    net.dispose();
    return norms;
  }

  it('works', async () => {
    const { sites, gradient, activation } = await normsOf(false);
    expect(sites).toEqual(['stem', 'sum']);
    expect([...gradient, ...activation].every((value) => value > 0)).toBe(true);
  });

  it('a tap behind the fork sees another gradient: that of one branch only', async () => {
    const [before, behind] = [await normsOf(false), await normsOf(true)];
    expect(behind.activation).toEqual(before.activation);
    expect(behind.gradient[1]).toBe(before.gradient[1]);
    expect(behind.gradient).not.toBeRelativelyClose(before.gradient, 0.1);
  });
});
