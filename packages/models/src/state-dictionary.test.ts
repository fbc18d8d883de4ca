import { BatchNorm, Convolution, GlobalAveragePool, Linear, Network, Sequential } from '@procrustes/layers';
import { Generator } from '@procrustes/random';
import { expectTensorCount, useCpuBackend } from '@procrustes/testing';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  exportState,
  fromStateTensor,
  importState,
  type StateDictionary,
  StateMismatchError,
  toStateTensor,
} from './state-dictionary.ts';

useCpuBackend();

const build = () =>
  new Network(
    [
      { name: 'conv1', kind: 'stem', module: new Convolution({ inChannels: 2, outChannels: 4, kernelSize: 3 }) },
      { name: 'bn1', kind: 'stem', module: new BatchNorm(4, { activation: 'relu' }) },
    ],
    new Sequential<Tensor4D, Tensor2D>([
      ['pool', new GlobalAveragePool()],
      ['linear', new Linear(4, 3)],
    ]),
  );

let network: Network;

beforeEach(() => {
  network = build();
  network.initialise(Generator.named(1, 'weights'));
});

afterEach(() => network.dispose());

/** The state with one tensor replaced, or left out. */
async function changed(
  name: string,
  change: { shape?: readonly number[]; values?: Float32Array } | undefined,
): Promise<StateDictionary> {
  const state = new Map(await exportState(network));
  const tensor = state.get(name) ?? { shape: [1], values: new Float32Array(1) };
  if (change === undefined) state.delete(name);
  else state.set(name, { ...tensor, ...change });
  return state;
}

describe('a state dictionary', () => {
  it('has PyTorch’s names and layouts', async () => {
    const state = await expectTensorCount(() => exportState(network));
    expect([...state].map(([name, { shape }]) => [name, shape])).toEqual([
      ['conv1.weight', [4, 2, 3, 3]],
      ['bn1.weight', [4]],
      ['bn1.bias', [4]],
      ['bn1.running_mean', [4]],
      ['bn1.running_var', [4]],
      ['linear.weight', [3, 4]],
      ['linear.bias', [3]],
    ]);
  });

  it('turns HWIO into OIHW and back', () => {
    const { weight } = new Convolution({ inChannels: 2, outChannels: 4, kernelSize: 3 }).parameters;
    const hwio = Float32Array.from({ length: 72 }, (_, index) => index);
    const { shape, values } = toStateTensor(weight, hwio);
    expect(shape).toEqual([4, 2, 3, 3]);
    for (let o = 0; o < 4; o += 1)
      for (let c = 0; c < 2; c += 1)
        for (let a = 0; a < 3; a += 1)
          for (let b = 0; b < 3; b += 1)
            expect(values[((o * 2 + c) * 3 + a) * 3 + b]).toBe(hwio[((a * 3 + b) * 2 + c) * 4 + o]);
    expect(fromStateTensor(weight, { shape, values })).toEqual(hwio);
  });

  it('goes out and into another network bit for bit', async () => {
    const state = await exportState(network);
    const other = build();
    // Also into a network that has no values yet.
    importState(other, state);
    expect(await exportState(other)).toEqual(state);
    other.initialise(Generator.named(2, 'weights'));
    expect(await exportState(other)).not.toEqual(state);
    await expectTensorCount(() => importState(other, state));
    expect(await exportState(other)).toEqual(state);
    other.dispose();
  });

  it('is a copy: changing it changes no network', async () => {
    const state = await exportState(network);
    const before = structuredClone(state);
    importState(network, state);
    for (const { values } of state.values()) values.fill(7);
    expect(await exportState(network)).toEqual(before);
  });
});

describe('importState', () => {
  it.each([
    ['bn1.bias', undefined, "no tensor 'bn1.bias', which the model needs with shape [4]"],
    ['bn9.bias', {}, "a tensor 'bn9.bias' of shape [1] that the model does not have"],
    ['linear.weight', { shape: [4, 3] }, "'linear.weight' has shape [4, 3] in the state and [3, 4] in the model"],
    [
      'conv1.weight',
      { shape: [3, 3, 2, 4] },
      "'conv1.weight' has shape [3, 3, 2, 4] in the state and [4, 2, 3, 3] in the model",
    ],
    ['linear.bias', { values: new Float32Array(2) }, "'linear.bias' of shape [3] has 2 values in the state, not 3"],
    ['linear.bias', { values: new Float32Array(4) }, "'linear.bias' of shape [3] has 4 values in the state, not 3"],
  ])('refuses a state that does not fit at %s, and changes nothing', async (name, change, message) => {
    const state = new Map(await changed(name, change));
    // Would show in the first tensor if anything were assigned before the fault is found.
    const first = state.get('conv1.weight');
    if (first !== undefined) state.set('conv1.weight', { ...first, values: first.values.map((value) => value + 1) });
    const before = await exportState(network);
    expect(() => importState(network, state)).toThrow(StateMismatchError);
    expect(() => importState(network, state)).toThrow(message);
    expect(await exportState(network)).toEqual(before);
  });
});
