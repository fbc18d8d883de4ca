import { prepareBackend } from '@procrustes/backends';
import { evaluationContext } from '@procrustes/layers';
import { Generator } from '@procrustes/random';
import { tidy, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ablations } from './ablated-models.ts';

beforeAll(async () => {
  await prepareBackend('wasm');
});

const model = (name: string) => {
  const ablation = ablations.find((one) => one.name === name);
  if (ablation === undefined) throw new Error(`no ablation ${name}`);
  return ablation.build(1, 10);
};
const parameterNames = (name: string) => [...model(name).network.namedParameters()].map(([parameter]) => parameter);
const projected = (name: string) => model(name).projections.map(({ parameter }) => parameter);

describe('ablations', () => {
  it('project what they name, and nothing else', () => {
    expect(projected('2020: neither')).toEqual([]);
    expect(projected('2020: stem')).toEqual(['conv1.weight']);
    expect(projected('2020: transitions')).toEqual(['trans_conv1.weight', 'trans_conv2.weight']);
    expect(projected('2020: both').sort()).toEqual(['conv1.weight', 'trans_conv1.weight', 'trans_conv2.weight']);
    expect(projected('2018: neither')).toEqual([]);
    expect(projected('2018: transitions')).toEqual([]);
    expect(projected('2018: whitened head')).toEqual(projected('2018: both'));
    expect(projected('2018: both')).toHaveLength(1);
  });

  it('leave the network of 2020 alone', () => {
    for (const { name, variant } of ablations) {
      if (variant === 'procresnet') expect(parameterNames(name)).toEqual(parameterNames('2020: both'));
    }
  });

  it('give 2018 transitions with weights in the place of those without', () => {
    const ordinary = parameterNames('2018: neither');
    const preserving = parameterNames('2018: both');
    expect(ordinary.filter((name) => name.startsWith('transition')).length).toBeGreaterThan(0);
    expect(preserving.filter((name) => name.startsWith('transition'))).toEqual([]);
    expect(ordinary.filter((name) => !name.startsWith('transition'))).toEqual(preserving);
  });

  it.each(ablations.map(({ name }) => name))('have the same shape at every tap: %s', (name) => {
    const { network } = model(name);
    network.initialise(Generator.named(0, 'ablations'));
    const shapes: (readonly number[])[] = [];
    const logits = tidy(
      () =>
        network.forward(zeros([2, 32, 32, 3]), {
          ...evaluationContext,
          tap: (_, x) => {
            shapes.push(x.shape);
            return x;
          },
        }).shape,
    );
    expect(logits).toEqual([2, 10]);
    // The 2018 stem duplicates its channels in one more block.
    expect(shapes.slice(-6).map(([, height, width, channels]) => [height, width, channels])).toEqual([
      [32, 32, 64],
      [32, 32, 64],
      [16, 16, 128],
      [16, 16, 128],
      [8, 8, 256],
      [8, 8, 256],
    ]);
    network.dispose();
  });
});
