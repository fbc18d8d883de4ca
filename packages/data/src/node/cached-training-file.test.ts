import { mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomFiles, smallLayout, writeFiles } from '../../testing/small-cifar.ts';
import { cachedTrainingFile, cachedTrainingFileOf } from './cached-training-file.ts';
import type { DatasetSource } from './dataset-source.ts';
import { sealDataset } from './stored-dataset.ts';

const layout = smallLayout('cifar10', 7);
const files = randomFiles(layout);
const source: DatasetSource = { layout, origin: 'this test', download: async () => {} };

let cacheFolder: string;
beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'procrustes-cache-'));
  await writeFiles(join(cacheFolder, 'cifar10'), files);
  await sealDataset(source, join(cacheFolder, 'cifar10'));
});
afterEach(() => rm(cacheFolder, { recursive: true }));

const place = (name: string) => join(cacheFolder, 'cifar10', name);
const found = (from = source) => cachedTrainingFileOf(from, cacheFolder);

describe('cachedTrainingFile', () => {
  it('is the first file of the training set', async () => {
    const file = await found();
    expect(file).toEqual({ path: place('data_batch_1.bin'), images: 7 });
    expect((await readFile(file?.path ?? '')).equals(files.get('data_batch_1.bin') as Uint8Array)).toBe(true);
  });

  it('needs none of the other files', async () => {
    await unlink(place('data_batch_2.bin'));
    expect(await found()).toBeDefined();
  });

  it.each<[string, () => Promise<void>]>([
    ['there is no manifest', () => unlink(place('manifest.json'))],
    ['the manifest is none', () => writeFile(place('manifest.json'), '{"format":1')],
    ['the file is not there', () => unlink(place('data_batch_1.bin'))],
    [
      'it is short',
      async () => writeFile(place('data_batch_1.bin'), (await readFile(place('data_batch_1.bin'))).subarray(1)),
    ],
    [
      'one byte is another',
      async () => {
        const bytes = await readFile(place('data_batch_1.bin'));
        bytes[500] = (bytes[500] as number) ^ 1;
        await writeFile(place('data_batch_1.bin'), bytes);
      },
    ],
    [
      'there is no cache at all',
      () => rm(cacheFolder, { recursive: true }).then(() => writeFile(cacheFolder, 'a file')),
    ],
  ])('is undefined where %s', async (_what, harm) => {
    await harm();
    expect(await found()).toBeUndefined();
  });

  it('takes the digests that are known beforehand over those of the manifest', async () => {
    expect(await found({ ...source, sha256: { 'data_batch_1.bin': 'f'.repeat(64) } })).toBeUndefined();
    // Of the real data set they are known, so that random images are not it, however well they are sealed.
    expect(await cachedTrainingFile('cifar10', { cacheFolder })).toBeUndefined();
  });
});
