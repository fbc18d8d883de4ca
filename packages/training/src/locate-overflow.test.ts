import { prepareBackend } from '@procrustes/backends';
import { trainingContext } from '@procrustes/layers';
import { Generator } from '@procrustes/random';
import { expectTensorCount } from '@procrustes/testing';
import { ones, type Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { failingRead } from '../testing/failing-read.ts';
import { tinyModel } from '../testing/tiny-session.ts';
import { locateGradientOverflow, locateOverflow } from './locate-overflow.ts';

beforeAll(async () => {
  await prepareBackend('wasm');
});

async function locate(spoilt: string | null, factor: number) {
  return expectTensorCount(async () => {
    const { network } = tinyModel('plain');
    network.initialise(Generator.named(1, 'initialisation'));
    for (const [name, parameter] of network.namedParameters()) {
      if (name === spoilt) parameter.assign((await parameter.values()).map((value) => value * factor));
    }
    const images = ones([1, 32, 32, 3]) as Tensor4D;
    const found = await expectTensorCount(() => locateOverflow(network, images, trainingContext));
    network.dispose();
    images.dispose();
    return found;
  });
}

describe('locateOverflow', () => {
  it('finds nothing where all is finite', async () => {
    expect(await locate(null, 1)).toBeUndefined();
  });

  it('names the first tap that overflows, and the norm before it', async () => {
    const found = await locate('layer2.0.conv1.weight', Number.POSITIVE_INFINITY);
    expect(found).toMatchObject({ site: 'layer2.0', before: { site: 'layer1.0', norm: expect.any(Number) } });
    expect(found?.norm).not.toBeLessThan(Infinity);
    expect(found?.before?.norm).toBeLessThan(Infinity);
  });

  it('has no norm before the first tap', async () => {
    expect(await locate('conv1.weight', Number.NaN)).toEqual({ site: 'conv1', norm: Number.NaN });
  });

  it('leaves no tensor where the read-back fails', async () => {
    const { network } = tinyModel('plain');
    network.initialise(Generator.named(1, 'initialisation'));
    const images = ones([1, 32, 32, 3]) as Tensor4D;
    await expectTensorCount(async () => {
      const read = failingRead(1);
      await expect(locateOverflow(network, images, trainingContext)).rejects.toThrow('read 1 failed');
      read.restore();
    });
    network.dispose();
    images.dispose();
  });
});

describe('locateGradientOverflow', () => {
  const sites = ['stem', 'first', 'second', 'third'];
  const locateIn = (gradient: readonly number[]) => locateGradientOverflow({ sites, gradient });

  it('finds nothing where all is finite', () => {
    expect(locateIn([1, 0, 1e30, 2])).toBeUndefined();
  });

  it('names the first tap on the way back, the last in forward order, and the norm that came to it', () => {
    const before = { site: 'third', norm: 2 };
    expect(locateIn([Number.NaN, Infinity, Infinity, 2])).toEqual({ site: 'second', norm: Infinity, before });
    // Also where a closed ReLU has made it finite again.
    expect(locateIn([0, 1, Number.NaN, 2])).toEqual({ site: 'second', norm: Number.NaN, before });
  });

  it('has no norm before the last tap', () => {
    expect(locateIn([1, 1, 1, Infinity])).toEqual({ site: 'third', norm: Infinity });
  });
});
