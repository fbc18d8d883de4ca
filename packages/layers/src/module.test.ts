import { Generator } from '@procrustes/random';
import { expectTensorCount, useCpuBackend } from '@procrustes/testing';
import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { uniform } from './initialisers.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';

useCpuBackend();

class Node extends Module {
  override readonly parameters: Record<string, Parameter>;
  override readonly children: Record<string, Module<never, Tensor>>;

  constructor(parameters: readonly string[], children: Record<string, Module<never, Tensor>> = {}) {
    super();
    this.parameters = Object.fromEntries(
      parameters.map((name) => [name, new Parameter({ shape: [4], layout: 'vector', initialise: uniform(1) })]),
    );
    this.children = children;
  }

  forward(x: Tensor): Tensor {
    return x;
  }
}

const tree = () =>
  new Node(['own'], {
    first: new Node(['weight', 'bias']),
    '': new Node(['shared'], { inner: new Node(['weight']), '': new Node(['deep']) }),
    last: new Node([], { '': new Node(['weight']) }),
  });

const names = (module: Module) => [...module.namedParameters()].map(([name]) => name);

describe('Module', () => {
  it("joins names with dots; a child named '' shares its parent's name", () => {
    expect(names(tree())).toEqual([
      'own',
      'first.weight',
      'first.bias',
      'shared',
      'inner.weight',
      'deep',
      'last.weight',
    ]);
    expect([...tree().namedParameters('net')][3]?.[0]).toBe('net.shared');
  });

  it('lists names that are whole numbers first and in ascending order, others as they were written down', () => {
    const leaf = () => new Node(['b', '1', 'a', '0']);
    expect(names(leaf())).toEqual(['0', '1', 'b', 'a']);
    const children = { last: leaf(), '10': leaf(), '9': leaf(), first: leaf() };
    const numbered = new Node([], children);
    expect(names(numbered).filter((name) => name.endsWith('.b'))).toEqual(['9.b', '10.b', 'last.b', 'first.b']);
    const { last, '10': ten, '9': nine, first } = children;
    expect([...numbered.modules()]).toEqual([numbered, nine, ten, last, first]);
  });

  it('lists every module once, itself first', () => {
    const root = tree();
    const modules = [...root.modules()];
    expect(modules[0]).toBe(root);
    expect(modules).toHaveLength(7);
    expect(new Set(modules).size).toBe(7);
  });

  it('draws the same values for the same seed, others for another, and others for each parameter', async () => {
    const draw = async (seed: number) => {
      const root = tree();
      root.initialise(Generator.named(seed, 'weights'));
      const values = await Promise.all([...root.namedParameters()].map(([, parameter]) => parameter.values()));
      root.dispose();
      return values;
    };
    const values = await draw(1);
    expect(await draw(1)).toEqual(values);
    expect(await draw(2)).not.toEqual(values);
    expect(new Set(values.map((vector) => vector.join())).size).toBe(values.length);
  });

  it('frees what it holds', async () => {
    const root = await expectTensorCount(tree);
    await expectTensorCount(() => root.initialise(Generator.named(1, 'weights')), 7);
    await expectTensorCount(() => root.dispose(), -7);
  });
});
