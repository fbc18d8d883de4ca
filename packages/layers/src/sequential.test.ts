import { useCpuBackend } from '@procrustes/testing';
import { type Tensor, tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { trainingContext } from './context.ts';
import { DuplicateChannels } from './duplicate-channels.ts';
import { Flatten } from './flatten.ts';
import { GlobalAveragePool } from './global-average-pool.ts';
import { L2Pool } from './l2-pool.ts';
import { Module } from './module.ts';
import { Relu } from './relu.ts';
import { Sequential } from './sequential.ts';

useCpuBackend();

class Recorder extends Module {
  readonly #log: string[];
  readonly #name: string;

  constructor(log: string[], name: string) {
    super();
    this.#log = log;
    this.#name = name;
  }

  forward(x: Tensor): Tensor {
    this.#log.push(this.#name);
    return x;
  }
}

describe('Sequential', () => {
  it('runs its steps in the order given, whatever their names', () => {
    const log: string[] = [];
    const names = ['b', '2', 'a', '0', '1'];
    const sequence = new Sequential(names.map((name) => [name, new Recorder(log, name)]));
    sequence.forward(tensor4d([1], [1, 1, 1, 1]), trainingContext);
    expect(log).toEqual(names);
  });

  it('refuses two steps of one name', () => {
    expect(
      () =>
        new Sequential([
          ['relu', new Relu()],
          ['relu', new Relu()],
        ]),
    ).toThrow("two steps named 'relu'");
  });

  it('hands each step’s output to the next', async () => {
    const x = tensor4d([3, 0, -1, 0, 0, 4, -2, 0], [1, 2, 2, 2]);
    const pooled = new Sequential<typeof x, Tensor>([
      ['relu', new Relu()],
      ['pool', new L2Pool(2)],
      ['duplicate', new DuplicateChannels()],
      ['flatten', new Flatten()],
    ]).forward(x, trainingContext);
    expect(pooled.shape).toEqual([1, 4]);
    expect(await pooled.data()).toEqual(Float32Array.of(3, 4, 3, 4));
  });
});

describe('the layers without parameters', () => {
  const x = () =>
    tensor4d(
      Float32Array.from({ length: 2 * 4 * 4 * 3 }, (_, index) => index - 40),
      [2, 4, 4, 3],
    );

  it('have these shapes', () => {
    expect(new Relu().forward(x()).shape).toEqual([2, 4, 4, 3]);
    expect(new L2Pool(2).forward(x()).shape).toEqual([2, 2, 2, 3]);
    expect(new DuplicateChannels().forward(x()).shape).toEqual([2, 4, 4, 6]);
    expect(new DuplicateChannels(2).forward(x()).shape).toEqual([2, 4, 4, 12]);
    expect(new GlobalAveragePool().forward(x()).shape).toEqual([2, 3]);
    expect(new Flatten().forward(x()).shape).toEqual([2, 48]);
  });

  it('have no names', () => {
    for (const layer of [new Relu(), new L2Pool(2), new DuplicateChannels(), new GlobalAveragePool(), new Flatten()]) {
      expect([...layer.namedParameters()]).toEqual([]);
    }
  });

  it('DuplicateChannels(2) repeats the map four times over', async () => {
    const y = await new DuplicateChannels(2).forward(tensor4d([1, 2], [1, 1, 1, 2])).data();
    expect(y).toEqual(Float32Array.of(1, 2, 1, 2, 1, 2, 1, 2));
  });
});
