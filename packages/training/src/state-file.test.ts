import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { prepareBackend } from '@procrustes/backends';
import { StateMismatchError } from '@procrustes/models';
import { int64Tensor, parseSafetensors, SafetensorsError, serializeSafetensors } from '@procrustes/safetensors';
import { beforeAll, describe, expect, it } from 'vitest';
import { families, tinySession } from '../testing/tiny-session.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { parseStateFile, serializeStateFile } from './state-file.ts';

beforeAll(async () => {
  await prepareBackend('wasm');
});

const golden = async (family: string): Promise<Uint8Array> =>
  readFile(
    fileURLToPath(
      new URL(`../../../tests/fixtures/golden/${family.replaceAll('-', '_')}_n1.safetensors`, import.meta.url),
    ),
  );

describe('a PyTorch state dictionary in a safetensors file', () => {
  it.each(families)(
    'of %s is the same, byte for byte, after it went through a model and its checkpoint',
    async (family) => {
      const bytes = await golden(family);
      const session = tinySession(family);
      session.importState(parseStateFile(bytes, 'golden', { prefix: 'init.' }), 'golden');
      const { state } = parseCheckpoint(await session.checkpoint(), 'checkpoint');
      session.dispose();
      const exported = parseSafetensors(serializeStateFile(state, { prefix: 'init.' }));
      const expected = [...parseSafetensors(bytes).tensors].filter(([name]) => name.startsWith('init.'));
      expect([...exported.tensors.keys()].sort()).toEqual(expected.map(([name]) => name).sort());
      for (const [name, { dtype, shape, data }] of expected) {
        const found = exported.tensors.get(name);
        expect([name, found?.dtype, found?.shape]).toEqual([name, dtype, shape]);
        expect(Buffer.from(found?.data ?? []).equals(data), name).toBe(true);
      }
    },
  );

  it('leaves counters out, and velocities, and refuses what is not there or not float32', async () => {
    const { tensors } = parseSafetensors(await golden('plain'));
    const kernel = tensors.get('init.conv1.weight') as NonNullable<ReturnType<typeof tensors.get>>;
    const file = (more: Parameters<typeof serializeSafetensors>[0]['tensors']) =>
      serializeSafetensors({ metadata: {}, tensors: new Map([['module.conv1.weight', kernel], ...more]) });
    const counters = new Map([
      ['module.bn1.num_batches_tracked', int64Tensor([7], [])],
      ['module.momentum/conv1.weight', kernel],
    ]);
    expect([...parseStateFile(file(counters), 'a', { prefix: 'module.' }).keys()]).toEqual(['conv1.weight']);
    expect(() => parseStateFile(file(new Map()), 'a.safetensors', { prefix: 'net.' })).toThrow(
      'a.safetensors: expected tensors whose names begin with "net.", found names such as "module.conv1.weight"',
    );
    const integers = file(new Map([['module.fc.weight', int64Tensor([1], [1])]]));
    expect(() => parseStateFile(integers, 'a.safetensors')).toThrow(SafetensorsError);
    expect(() => parseStateFile(integers, 'a.safetensors')).toThrow('module.fc.weight: expected dtype F32, found I64');
  });

  it('of a checkpoint is its weights, and refused where a bit of them has changed', async () => {
    const session = tinySession('plain');
    const bytes = await session.checkpoint();
    session.dispose();
    const network = [...parseCheckpoint(bytes, 'a').state.keys()].filter((name) => !name.startsWith('momentum/'));
    expect([...parseStateFile(bytes, 'a').keys()]).toEqual(network);
    const last = bytes.length - 1;
    bytes[last] = (bytes[last] as number) ^ 1;
    expect(() => parseStateFile(bytes, 'a.safetensors')).toThrow(SafetensorsError);
    expect(() => parseStateFile(bytes, 'a.safetensors')).toThrow('a.safetensors is damaged: its checksum is "crc32c:');
  });

  it('of another model: names the tensor with its shapes, and changes nothing', async () => {
    const session = tinySession('plain');
    const before = await session.checkpoint();
    const state = parseStateFile(await golden('resnet'), 'golden', { prefix: 'init.' });
    expect(() => session.importState(state, 'their.safetensors')).toThrow(StateMismatchError);
    expect(() => session.importState(state, 'their.safetensors')).toThrow(
      /^their\.safetensors does not fit: the state has a tensor 'bn1\.\w+' of shape \[16\] that the model does not have$/,
    );
    expect(Buffer.from(await session.checkpoint()).equals(before)).toBe(true);
    session.dispose();
  });
});
