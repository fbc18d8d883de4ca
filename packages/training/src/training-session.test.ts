import { prepareBackend } from '@procrustes/backends';
import { type ImageSet, subset, syntheticImages } from '@procrustes/data';
import type { Model } from '@procrustes/models';
import { parseSafetensors, toFloat32Array } from '@procrustes/safetensors';
import { expectTensorCount } from '@procrustes/testing';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { countReadBacks } from '../testing/count-read-backs.ts';
import { digest, weightDigests } from '../testing/digest.ts';
import { failingRead } from '../testing/failing-read.ts';
import { families, fiveImages, sessionOf, tinyModel, tinySession } from '../testing/tiny-session.ts';
import { NonFiniteError } from './non-finite-error.ts';
import type { StepResult, TrainingSession } from './training-session.ts';

beforeAll(async () => {
  await prepareBackend('wasm');
});

/** A step without what depends on the clock. */
function timeless({ metrics, norms, receipts }: StepResult) {
  const { milliseconds: _, imagesPerSecond: __, ...timelessMetrics } = metrics;
  return { metrics: timelessMetrics, norms, receipts: receipts.map(({ milliseconds: ___, ...receipt }) => receipt) };
}

async function steps(session: TrainingSession, count: number) {
  const results: ReturnType<typeof timeless>[] = [];
  for (let step = 0; step < count; step += 1) results.push(timeless(await session.next({ probe: true })));
  return results;
}

describe.each(families)('TrainingSession of %s', (family) => {
  it('leaves the number of tensors as it was after a step, an evaluation and a checkpoint, and none when disposed', async () => {
    await expectTensorCount(async () => {
      const session = tinySession(family, { projection: { mode: 'exact', probability: 1 } });
      await expectTensorCount(() => session.next({ probe: false }));
      await expectTensorCount(() => session.next({ probe: true }));
      await expectTensorCount(() => session.evaluate(fiveImages, 0));
      await expectTensorCount(async () => session.restore(await session.checkpoint(), 'its own'));
      session.dispose();
    });
  });

  it('repeats bit for bit from one seed, and differs for another', async () => {
    const results = await Promise.all(
      [1, 1, 2].map(async (seed) => {
        const session = tinySession(family, { seed });
        const outcome = { steps: await steps(session, 3), checkpoint: digest(await session.checkpoint()) };
        session.dispose();
        return outcome;
      }),
    );
    const [first, second, other] = results;
    expect(second).toEqual(first);
    expect(other?.steps).not.toEqual(first?.steps);
    expect(other?.checkpoint).not.toEqual(first?.checkpoint);
  });

  // Two steps an epoch: from step 1 the epoch ends after one more step, from 2 it has just ended.
  it.each([1, 2, 3])('goes on from a checkpoint at step %i as if it had never stopped', async (at) => {
    const whole = tinySession(family);
    await steps(whole, at);
    const checkpoint = await whole.checkpoint();
    const expected = { steps: await steps(whole, 4), evaluation: await whole.evaluate(fiveImages, 1) };
    const last = digest(await whole.checkpoint());
    whole.dispose();

    // Another seed: all that follows from it must come from the checkpoint.
    const resumed = tinySession(family, { seed: 99 });
    resumed.restore(checkpoint, 'checkpoint');
    expect(resumed.step).toBe(at);
    expect(digest(await resumed.checkpoint())).toBe(digest(checkpoint));
    const found = { steps: await steps(resumed, 4), evaluation: await resumed.evaluate(fiveImages, 1) };
    expect(found).toEqual(expected);
    expect(digest(await resumed.checkpoint())).toBe(last);
    resumed.dispose();
  });
});

describe('TrainingSession, read-backs', () => {
  const always = { mode: 'exact', probability: 1 } as const;
  // The 2020 variant projects three parameters after a step, the 2018 one its head before each forward pass.
  it.each([
    ['resnet', always, 1],
    ['procresnet', { mode: 'exact', probability: 0 }, 1],
    ['procresnet', { mode: 'off', probability: 1 }, 1],
    ['procresnet', always, 2],
    ['procresnet', { ...always, tangentMomentum: true }, 2],
    ['procresnet-2018', always, 2],
    ['procresnet-2018', { ...always, tangentMomentum: true }, 2],
  ] as const)('%s with %o: %i a step, plain or probed, none of them synchronous', async (family, projection, count) => {
    const session = tinySession(family, { projection });
    for (const probe of [false, true, false]) {
      const { readBacks, synchronous } = await countReadBacks(() => session.next({ probe }));
      expect([readBacks, synchronous]).toEqual([count, 0]);
    }
    session.dispose();
  });
});

describe('TrainingSession', () => {
  it('numbers steps from 1 and epochs from 0, and lowers the rate at its milestone', async () => {
    const session = tinySession('plain', { schedule: { initial: 0.01, milestones: [1], decay: 0.1 } });
    expect(session.stepsPerEpoch).toBe(2);
    const found = (await steps(session, 5)).map(({ metrics }) => [metrics.step, metrics.epoch, metrics.learningRate]);
    expect(found).toEqual([
      [1, 0, 0.01],
      [2, 0, 0.01],
      [3, 1, expect.closeTo(0.001, 12)],
      [4, 1, expect.closeTo(0.001, 12)],
      [5, 2, expect.closeTo(0.001, 12)],
    ]);
    session.dispose();
  });

  it('looks at every tap where it is told to, and nowhere else, without a change to the training', async () => {
    const looked = tinySession('resnet');
    const blind = tinySession('resnet');
    const { norms, metrics } = await looked.next({ probe: true });
    const unseen = await blind.next({ probe: false });
    expect(norms?.sites).toEqual(['conv1', 'bn1', 'layer1.0', 'layer2.0', 'layer3.0']);
    expect(norms?.step).toBe(1);
    expect([...(norms?.gradient ?? []), ...(norms?.activation ?? [])].every((norm) => norm > 0)).toBe(true);
    expect(unseen.norms).toBeUndefined();
    expect(unseen.metrics.loss).toBe(metrics.loss);
    expect(digest(await blind.checkpoint())).toBe(digest(await looked.checkpoint()));
    looked.dispose();
    blind.dispose();
  });

  it('leaves the activations out where it is told to, and sees the same gradients', async () => {
    const whole = tinySession('resnet');
    const half = tinySession('resnet', { activationNorms: false });
    const { norms } = await whole.next({ probe: true });
    const seen = (await expectTensorCount(() => half.next({ probe: true }))).norms;
    expect(norms?.activation).toHaveLength(5);
    expect(seen?.activation).toEqual([]);
    expect(seen?.gradient).toEqual(norms?.gradient);
    whole.dispose();
    half.dispose();
  });

  it('learns: the loss on the five images falls', async () => {
    const session = tinySession('procresnet', { augmentation: { flip: false, padding: 'none' } });
    const first = await session.evaluate(fiveImages, 0);
    const losses = (await steps(session, 40)).map(({ metrics }) => metrics.loss).slice(-10);
    expect(losses.reduce((sum, loss) => sum + loss) / losses.length).toBeLessThan(first.loss / 2);
    session.dispose();
  });

  it('evaluates every image once, the short last batch by its share', async () => {
    const session = tinySession('plain-bn');
    const whole = await session.evaluate(fiveImages, 3);
    const parts = [];
    for (const index of [0, 1, 2, 3, 4]) parts.push(await session.evaluate(subset(fiveImages, [index]), 3));
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(whole).toMatchObject({ step: 0, epoch: 3, images: 5 });
    expect(whole.loss).toBeCloseTo(mean(parts.map(({ loss }) => loss)), 5);
    expect(whole.accuracy).toBeCloseTo(mean(parts.map(({ accuracy }) => accuracy)), 12);
    session.dispose();
  });

  it('evaluates with the whitened head of 2018', async () => {
    const session = tinySession('procresnet-2018');
    await steps(session, 1);
    await session.evaluate(fiveImages, 0);
    const head = parseSafetensors(await session.checkpoint()).tensors.get('linear.weight');
    const data = head === undefined ? [] : toFloat32Array(head);
    expect({ rows: 10, columns: 256, data }).toBeOrthogonal(1e-6);
    session.dispose();
  });

  it('refuses a batch larger than the set, and leaves no tensors', async () => {
    await expectTensorCount(() => {
      expect(() => tinySession('resnet', { batchSize: 6 })).toThrow('batch size 6 does not fit 5 images');
    });
  });
});

describe('a session that recomputes', () => {
  it.each(families)('%s: steps, norms, evaluation and checkpoint are those of one that does not', async (family) => {
    const kept = tinySession(family);
    const expected = { steps: await steps(kept, 3), evaluation: await kept.evaluate(fiveImages, 1) };
    const last = digest(await kept.checkpoint());
    kept.dispose();
    const session = tinySession(family, { recompute: 2 });
    expect({ steps: await steps(session, 3), evaluation: await session.evaluate(fiveImages, 1) }).toEqual(expected);
    expect(digest(await session.checkpoint())).toBe(last);
    session.dispose();
  });

  it('goes on bit for bit from a checkpoint, also of one that did not', async () => {
    const whole = tinySession('resnet', { recompute: 'auto' });
    await steps(whole, 2);
    const checkpoint = await whole.checkpoint();
    const expected = await steps(whole, 2);
    const last = digest(await whole.checkpoint());
    whole.dispose();
    for (const recompute of ['auto', 'none'] as const) {
      const resumed = tinySession('resnet', { seed: 99, recompute });
      resumed.restore(checkpoint, 'checkpoint');
      expect(await steps(resumed, 2)).toEqual(expected);
      expect(digest(await resumed.checkpoint())).toBe(last);
      resumed.dispose();
    }
  });

  it('has no more tensors after a step than before, also where that diverges', async () => {
    const session = tinySession('resnet', {
      recompute: 2,
      schedule: { initial: 1e30, milestones: [], decay: 1 },
      projection: { mode: 'off', probability: 0 },
    });
    await expectTensorCount(() => session.next({ probe: true }));
    await expectTensorCount(async () => {
      await expect(session.next({ probe: true })).rejects.toThrow(NonFiniteError);
    });
    session.dispose();
  });
});

describe('a session that diverges', () => {
  const poison = (model: Model, name: string) => {
    const parameter = new Map(model.network.namedParameters()).get(name);
    if (parameter === undefined) throw new Error(`no parameter ${name}`);
    return parameter.values().then((values) => {
      values[0] = Number.NaN;
      parameter.assign(values);
    });
  };

  const failure = async (session: TrainingSession, probe: boolean): Promise<NonFiniteError> => {
    try {
      await session.next({ probe });
    } catch (error) {
      expect(error).toBeInstanceOf(NonFiniteError);
      return error as NonFiniteError;
    }
    throw new Error('the step went through');
  };

  describe.each(['wasm', 'cpu'])('on %s', (backend) => {
    beforeAll(async () => {
      await prepareBackend(backend);
      return async () => {
        await prepareBackend('wasm');
      };
    });

    it.each([
      ...families.map((family) => [family, 'layer2.0.conv2.weight', 'layer2.0'] as const),
      ['plain', 'conv1.weight', 'conv1'],
      ['procresnet', 'trans_conv1.weight', 'trans_conv1'],
    ] as const)('%s with a NaN in %s: says the step and that %s went first', async (family, name, site) => {
      const model = tinyModel(family);
      const session = sessionOf(model, family, { projection: { mode: 'off', probability: 0 } });
      const stepsBefore = backend === 'wasm' ? 2 : 0;
      for (let step = 0; step < stepsBefore; step += 1) await session.next({ probe: false });
      await poison(model, name);
      const before = await weightDigests(model);
      const tensors = memory().numTensors;
      const error = await failure(session, true);
      expect(memory().numTensors).toBe(tensors);
      expect(error).toMatchObject({ step: stepsBefore + 1, site });
      expect(error.message).toContain(`at step ${stepsBefore + 1}`);
      expect(error.message).toContain(site);
      expect(session.step).toBe(stepsBefore);
      expect(await weightDigests(model)).toEqual(before);
      await expect(session.checkpoint(), 'no checkpoint of it').rejects.toThrow(`${name} is not finite`);
      session.dispose();
    });
  });

  // At 1e20 the weights stay finite and the next pass overflows; at 1e39 the step itself makes them infinite.
  it.each(families.flatMap((family) => [1e20, 1e39].map((initial) => [family, initial] as const)))(
    '%s at a rate of %d: stops with the step and a block, without a step more',
    async (family, initial) => {
      const model = tinyModel(family);
      const session = sessionOf(model, family, {
        schedule: { initial, milestones: [], decay: 1 },
        projection: { mode: family === 'procresnet-2018' ? 'off' : 'exact', probability: 1 },
      });
      const tensors = memory().numTensors;
      let error: NonFiniteError | undefined;
      let before = {};
      while (error === undefined && session.step < 10) {
        before = await weightDigests(model);
        error = await session.next({ probe: false }).then(
          () => undefined,
          (thrown: NonFiniteError) => thrown,
        );
      }
      expect(error).toBeInstanceOf(NonFiniteError);
      expect(memory().numTensors).toBe(tensors);
      expect(error?.step).toBe(session.step + 1);
      expect([...model.network.sites.map(({ name }) => name), null]).toContain(error?.site);
      expect(error?.message).toContain(`lower the learning rate (it started at ${initial})`);
      expect(await weightDigests(model)).toEqual(before);
      session.dispose();
    },
  );

  /**
   * The stream is 0 up to a transition of gigantic weights, so that all activations stay finite; the gradient behind the
   * transition is finite and overflows in it.
   */
  async function sessionWithSteepTransition() {
    const model = tinyModel('procresnet');
    const session = sessionOf(model, 'procresnet', { projection: { mode: 'off', probability: 0 } });
    const parameters = new Map(model.network.namedParameters());
    const fill = (name: string, value: number) => {
      const parameter = parameters.get(name);
      parameter?.assign(new Float32Array(parameter.size).fill(value));
    };
    fill('conv1.weight', 0);
    fill('layer1.0.conv3.weight', 0);
    fill('trans_conv1.weight', 1e30);
    // Opens the ReLU of the head, in front of which all images are 0.
    fill('bn.bias', 1);
    return session;
  }

  it('says on the way back where the gradient went first, where all activations are finite', async () => {
    const session = await sessionWithSteepTransition();
    const tensors = memory().numTensors;
    const { site, step, message } = await failure(session, true);
    expect({ site, step }).toEqual({ site: 'layer1.0', step: 1 });
    expect(message).toMatch(
      /^a gradient norm is not finite at step 1: the activations of all blocks are finite, on the way back the gradient at layer1\.0 went first \(norm Infinity, \d\.\de[-+]\d+ at trans_conv1 before it\)/,
    );
    expect(memory().numTensors).toBe(tensors);
    session.dispose();
  });

  it('takes a step with such a gradient where it was not probed, and stops at the next', async () => {
    const session = await sessionWithSteepTransition();
    expect(Number.isFinite((await session.next({ probe: false })).metrics.loss)).toBe(true);
    expect((await failure(session, false)).step).toBe(2);
    session.dispose();
  });

  it('passes over a projection of weights that are not finite, for the loss to tell', async () => {
    const model = tinyModel('procresnet-2018');
    const session = sessionOf(model, 'procresnet-2018');
    await poison(model, 'linear.weight');
    const { site, message } = await failure(session, true);
    expect(site).toBeNull();
    expect(message).toContain('the activations of all blocks are finite, the head overflowed');
    session.dispose();
  });
});

describe('a session whose read-back fails', () => {
  it.each([true, false])('has no more tensors than before: a step, probed %s', async (probe) => {
    const session = tinySession('plain');
    await session.next({ probe });
    await expectTensorCount(async () => {
      const read = failingRead(1);
      await expect(session.next({ probe })).rejects.toThrow('read 1 failed');
      read.restore();
    });
    await expectTensorCount(() => session.next({ probe }));
    session.dispose();
  });

  it.each([1, 2])('has no more tensors than before: an evaluation, at its batch %i', async (number) => {
    const session = tinySession('plain');
    await expectTensorCount(async () => {
      const read = failingRead(number);
      await expect(session.evaluate(fiveImages, 0)).rejects.toThrow(`read ${number} failed`);
      read.restore();
    });
    session.dispose();
  });
});

describe('evaluate with a signal', () => {
  /** The five images, which abort the controller as soon as the batch of that number, counted from 1, is made. */
  const abortingAt = (batch: number, controller: AbortController, reason: unknown): ImageSet => {
    let made = 0;
    return {
      ...fiveImages,
      get pixels() {
        made += 1;
        // Two images a batch.
        if (made === 2 * batch) controller.abort(reason);
        return fiveImages.pixels;
      },
    };
  };

  it('stops between batches with the signal’s reason, and leaves no tensor', async () => {
    const session = tinySession('plain');
    const reason = new Error('enough');
    const reads: number[] = [];
    for (const batch of [1, 2]) {
      await expectTensorCount(async () => {
        const controller = new AbortController();
        const read = failingRead(0);
        const evaluation = session.evaluate(abortingAt(batch, controller, reason), 0, controller.signal);
        await expect(evaluation).rejects.toBe(reason);
        reads.push(read.restore());
      });
    }
    expect(reads).toEqual([0, 1]);
    session.dispose();
  });

  it('evaluates as without one where it is not aborted', async () => {
    const session = tinySession('plain');
    const { signal } = new AbortController();
    expect(await session.evaluate(fiveImages, 0, signal)).toEqual(await session.evaluate(fiveImages, 0));
    session.dispose();
  });

  it('whitens the head of 2018 all the same, so that the weights do not depend on it', async () => {
    const model = tinyModel('procresnet-2018');
    const session = sessionOf(model, 'procresnet-2018');
    const fresh = await weightDigests(model);
    await expect(session.evaluate(fiveImages, 0, AbortSignal.abort('stop'))).rejects.toBe('stop');
    const { 'linear.weight': whitened, ...others } = await weightDigests(model);
    expect(whitened).not.toBe(fresh['linear.weight']);
    expect({ ...others, 'linear.weight': fresh['linear.weight'] }).toEqual(fresh);
    session.dispose();
  });
});

describe('restore', () => {
  const untouched = async (session: TrainingSession, bytes: Uint8Array, message: RegExp) => {
    const before = digest(await session.checkpoint());
    const tensors = memory().numTensors;
    expect(() => session.restore(bytes, 'step-00000003.safetensors')).toThrow(message);
    expect(memory().numTensors).toBe(tensors);
    expect(digest(await session.checkpoint())).toBe(before);
  };

  it('refuses a checkpoint of another set of images, and changes nothing', async () => {
    const other = sessionOf(tinyModel('plain'), 'plain', {}, syntheticImages({ images: 6, seed: 1 }));
    const foreign = await other.checkpoint();
    other.dispose();
    const session = tinySession('plain');
    await session.next({ probe: false });
    await untouched(session, foreign, /a set of 6 images, this one has 5/);
    session.dispose();
  });

  it('refuses a checkpoint of another model with the tensor and the shapes, and changes nothing', async () => {
    const other = tinySession('procresnet');
    const foreign = await other.checkpoint();
    other.dispose();
    const session = tinySession('plain-bn');
    await session.next({ probe: false });
    await untouched(
      session,
      foreign,
      /step-00000003\.safetensors, a checkpoint of tiny procresnet, does not fit: .*'[\w./]+' .*shape \[\d+(, \d+)*\]/,
    );
    session.dispose();
  });
});
