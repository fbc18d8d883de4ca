import { constant, Parameter } from '@procrustes/layers';
import { type ParameterOwner, StateMismatchError } from '@procrustes/models';
import { Generator } from '@procrustes/random';
import { parseSafetensors, SafetensorsError, serializeSafetensors } from '@procrustes/safetensors';
import { corruption, useCpuBackend } from '@procrustes/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckpointProgress, parseCheckpoint, restoreState, serializeCheckpoint } from './checkpoint.ts';
import { NonFiniteError } from './non-finite-error.ts';

useCpuBackend();

const progress: CheckpointProgress = {
  step: 7,
  batches: { epoch: 1, position: 4, images: 10, order: [1, 2, 3, 4], augmentation: [5, 6, 7, 8] },
  coin: [9, 10, 11, 12],
};

type Shapes = Readonly<Record<string, readonly number[]>>;

const networkShapes: Shapes = { 'conv.weight': [3, 3, 2, 4], 'linear.weight': [5, 4], 'linear.bias': [5] };
const optimizerShapes: Shapes = { 'momentum/linear.bias': [5] };

function ownerOf(shapes: Shapes, seed: number): ParameterOwner & { values(): Promise<Float32Array[]> } {
  const generator = Generator.named(seed, 'values');
  const parameters = Object.entries(shapes).map(([name, shape]) => {
    const layout = shape.length === 4 ? 'hwio' : shape.length === 2 ? 'out-in' : 'vector';
    const parameter = new Parameter({ shape, layout, initialise: constant(0) });
    parameter.assign(Float32Array.from({ length: parameter.size }, () => generator.normal()));
    return [name, parameter] as const;
  });
  return {
    namedParameters: () => parameters,
    values: () => Promise.all(parameters.map(([, parameter]) => parameter.values())),
  };
}

const owners = (seed: number) => [ownerOf(networkShapes, seed), ownerOf(optimizerShapes, seed + 1)] as const;
const valuesOf = (all: ReturnType<typeof owners>) => Promise.all(all.map((owner) => owner.values()));

function restore(all: readonly ParameterOwner[], bytes: Uint8Array): CheckpointProgress {
  const checkpoint = parseCheckpoint(bytes, 'some.safetensors');
  restoreState(all, checkpoint, 'some.safetensors');
  return checkpoint.progress;
}

/** The checkpoint with other metadata. */
function withMetadata(bytes: Uint8Array, change: Readonly<Record<string, string>>): Uint8Array {
  const { metadata, tensors } = parseSafetensors(bytes);
  return serializeSafetensors({ metadata: { ...metadata, ...change }, tensors });
}

describe('a checkpoint', () => {
  it('gives back what went into it: network, optimiser and progress', async () => {
    const saved = owners(1);
    const bytes = await serializeCheckpoint(saved, 'tiny', progress);
    const other = owners(5);
    expect(restore(other, bytes)).toEqual(progress);
    expect(await valuesOf(other)).toEqual(await valuesOf(saved));
    expect(await serializeCheckpoint(other, 'tiny', progress)).toEqual(bytes);
  });

  it('is a safetensors file in PyTorch’s layouts, with the model’s name', async () => {
    const { metadata, tensors } = parseSafetensors(await serializeCheckpoint(owners(1), 'tiny', progress));
    expect(metadata).toMatchObject({ format: '1', model: 'tiny', progress: JSON.stringify(progress) });
    expect([...tensors].map(([name, { dtype, shape }]) => [name, dtype, shape])).toEqual([
      ['conv.weight', 'F32', [4, 2, 3, 3]],
      ['linear.bias', 'F32', [5]],
      ['linear.weight', 'F32', [5, 4]],
      ['momentum/linear.bias', 'F32', [5]],
    ]);
  });

  it('is not made of values that are not finite', async () => {
    const all = owners(1);
    for (const [, parameter] of all[1].namedParameters()) parameter.assign(Float32Array.of(1, 2, Infinity, 4, 5));
    const making = serializeCheckpoint(all, 'tiny', progress);
    await expect(making).rejects.toThrow(NonFiniteError);
    await expect(making).rejects.toMatchObject({ step: 7, site: 'momentum/linear.bias' });
  });
});

describe('a checkpoint that does not fit', () => {
  it.each<[string, Shapes, Shapes, RegExp]>([
    [
      'a tensor of another shape',
      { ...networkShapes, 'linear.weight': [5, 3] },
      optimizerShapes,
      /^some\.safetensors, a checkpoint of tiny, does not fit: the tensor 'linear\.weight' has shape \[5, 4\] in the state and \[5, 3\] in the model$/,
    ],
    [
      'a tensor that the model lacks',
      { 'conv.weight': [3, 3, 2, 4], 'linear.bias': [5] },
      optimizerShapes,
      /'linear\.weight' of shape \[5, 4\] that the model does not have/,
    ],
    [
      'a velocity that the file lacks',
      networkShapes,
      { ...optimizerShapes, 'momentum/linear.weight': [5, 4] },
      /no tensor 'momentum\/linear\.weight', which the model needs with shape \[5, 4\]/,
    ],
  ])('%s: names it with its shapes, and nothing is changed', async (_what, network, optimizer, message) => {
    const bytes = await serializeCheckpoint(owners(1), 'tiny', progress);
    const others = [ownerOf(network, 5), ownerOf(optimizer, 6)] as const;
    const before = await valuesOf(others);
    expect(() => restore(others, bytes)).toThrow(StateMismatchError);
    expect(() => restore(others, bytes)).toThrow(message);
    expect(await valuesOf(others)).toEqual(before);
  });
});

describe('bytes that are no checkpoint', () => {
  const text = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['another format', { format: '2' }, /some\.safetensors is no checkpoint that this version reads: format "2"/],
    ['progress that is not JSON', { progress: '{' }, /no progress/],
    ...[
      null,
      7,
      {},
      { ...progress, step: -1 },
      { ...progress, step: 0.5 },
      { ...progress, coin: 3 },
      { ...progress, batches: null },
      { ...progress, batches: { ...progress.batches, order: 1 } },
      { ...progress, batches: { ...progress.batches, augmentation: null } },
    ].map((value): [string, Record<string, string>, RegExp] => [
      `progress ${text(value)}`,
      { progress: JSON.stringify(value) },
      /some\.safetensors is no checkpoint: its metadata has no progress \{step, batches, coin\}/,
    ]),
  ])('%s: a SafetensorsError', async (_what, change, message) => {
    const bytes = withMetadata(await serializeCheckpoint(owners(1), 'tiny', progress), change);
    expect(() => parseCheckpoint(bytes, 'some.safetensors')).toThrow(SafetensorsError);
    expect(() => parseCheckpoint(bytes, 'some.safetensors')).toThrow(message);
  });

  /** Whatever happened, it was an error of a known kind that changed nothing, or it went through whole. */
  const orderly = async (bytes: Uint8Array) => {
    const all = owners(5);
    const before = await valuesOf(all);
    try {
      restore(all, bytes);
    } catch (error) {
      expect(
        [SafetensorsError, StateMismatchError, RangeError].some((kind) => error instanceof kind),
        String(error),
      ).toBe(true);
      expect(await valuesOf(all)).toEqual(before);
      return false;
    }
    return true;
  };

  it('cut short anywhere: an error, and nothing is changed', async () => {
    const bytes = await serializeCheckpoint(owners(1), 'tiny', progress);
    for (let length = 0; length < bytes.length; length += 13) {
      expect(await orderly(bytes.subarray(0, length)), `${length} bytes`).toBe(false);
    }
    expect(await orderly(bytes)).toBe(true);
  });

  it('corrupted, 1,000 times: an error that changes nothing, or just what was written', async () => {
    const bytes = await serializeCheckpoint(owners(1), 'tiny', progress);
    const expected = await valuesOf(owners(1));
    const memory = process.memoryUsage().arrayBuffers;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(corruption(), async (corrupt) => {
        const spoilt = corrupt(bytes);
        if (!(await orderly(spoilt))) {
          refused += 1;
          return;
        }
        // A bit that was set to what it was, or a space for another in the header: what the file holds is the same.
        const all = owners(5);
        expect(restore(all, spoilt)).toEqual(progress);
        expect(await valuesOf(all)).toEqual(expected);
      }),
      { numRuns: 1000, seed: 1 },
    );
    expect(refused).toBeGreaterThan(900);
    // The file has 2 kB; nothing is allocated by what its header claims.
    expect(process.memoryUsage().arrayBuffers - memory).toBeLessThan(256 * 2 ** 20);
  });

  it('from before there was a checksum: reads', async () => {
    const { metadata, tensors } = parseSafetensors(await serializeCheckpoint(owners(1), 'tiny', progress));
    const { checksum, ...others } = metadata;
    expect(checksum).toMatch(/^crc32c:[0-9a-f]{8}$/);
    expect(await orderly(serializeSafetensors({ metadata: others, tensors }))).toBe(true);
  });
});
