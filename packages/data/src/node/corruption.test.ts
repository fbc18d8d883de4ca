import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { corruption } from '@procrustes/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomFiles, smallLayout, tarOf, writeFiles } from '../../testing/small-cifar.ts';
import { DataFileError } from '../data-file-error.ts';
import type { CifarData } from './cifar-data.ts';
import { loadCifarLayout } from './load-cifar.ts';
import { readSealed, sealDataset } from './stored-dataset.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes-corruption-'));
});
afterEach(() => rm(folder, { recursive: true }));

const layout = smallLayout('cifar100', 3);
const files = randomFiles(layout);
const names = [...files.keys()];

/** The labels are in range, and there are as many as there should be; otherwise an error of the one kind, in one line. */
async function outcome(load: () => Promise<CifarData>): Promise<CifarData | undefined> {
  try {
    const data = await load();
    for (const { labels, pixels } of [data.train, data.test]) {
      expect(labels.every((label) => label < layout.classes)).toBe(true);
      expect(pixels).toHaveLength(labels.length * 3072);
    }
    return data;
  } catch (error) {
    expect(error, String(error)).toBeInstanceOf(DataFileError);
    expect((error as Error).message).toMatch(/^\S.*: .+$/);
    expect((error as Error).message.split('\n')).toHaveLength(1);
    return undefined;
  }
}

/** In KiB. The files have some kB; nothing is allocated by what a length in them claims. */
async function withinMemory(body: () => Promise<void>): Promise<void> {
  const before = process.resourceUsage().maxRSS;
  await body();
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(512 * 1024);
}

describe('data files, corrupted', () => {
  it('in a folder, 300 times: an error that names the file, or images', async () => {
    await withinMemory(() =>
      fc.assert(
        fc.asyncProperty(fc.constantFrom(...names), corruption(), async (name, corrupt) => {
          await writeFiles(folder, new Map(files).set(name, corrupt(files.get(name) as Uint8Array)));
          await outcome(() => loadCifarLayout(layout, folder));
        }),
        { numRuns: 300, seed: 2 },
      ),
    );
  });

  it.each([
    ['compressed', gzipSync(tarOf(layout.folder, files))],
    ['plain', tarOf(layout.folder, files)],
  ])('in a %s archive, 300 times: an error that names the archive, or images', async (_, whole) => {
    const path = join(folder, layout.archive);
    await writeFile(path, whole);
    expect(await outcome(() => loadCifarLayout(layout, path))).toBeDefined();
    await withinMemory(() =>
      fc.assert(
        fc.asyncProperty(corruption(), async (corrupt) => {
          await writeFile(path, corrupt(whole));
          await outcome(() => loadCifarLayout(layout, path));
        }),
        { numRuns: 300, seed: 3 },
      ),
    );
  });

  it('in the cache, 300 times: an error that names the file, or just the images that were put there', async () => {
    const source = {
      layout,
      origin: 'a test',
      shown: 'a test',
      download: () => Promise.reject(new Error('not needed')),
    };
    await writeFiles(folder, files);
    await sealDataset(source, folder);
    const whole = new Map(files).set('manifest.json', await readFile(join(folder, 'manifest.json')));
    const expected = await readSealed(source, folder);
    let refused = 0;
    await withinMemory(() =>
      fc.assert(
        fc.asyncProperty(fc.constantFrom(...whole.keys()), corruption(), async (name, corrupt) => {
          await writeFiles(folder, new Map(whole).set(name, corrupt(whole.get(name) as Uint8Array)));
          const data = await outcome(() => readSealed(source, folder));
          if (data === undefined) refused += 1;
          else {
            expect(Buffer.from(data.train.pixels).equals(expected.train.pixels)).toBe(true);
            expect([...data.test.labels]).toEqual([...expected.test.labels]);
          }
        }),
        { numRuns: 300, seed: 4 },
      ),
    );
    expect(refused).toBeGreaterThan(200);
  });
});
