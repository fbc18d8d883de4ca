import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomFiles, randomRecords, smallLayout, tarOf, writeFiles } from '../../testing/small-cifar.ts';
import { cifarLayouts } from '../cifar-layout.ts';
import { DataFileError } from '../data-file-error.ts';
import { parseCifarBinary } from '../parse-cifar-binary.ts';
import type { CifarData } from './cifar-data.ts';
import { loadCifar, loadCifarLayout } from './load-cifar.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes-data-'));
});
afterEach(() => rm(folder, { recursive: true }));

const digest = ({ train, test }: CifarData) =>
  [train.pixels, train.labels, test.pixels, test.labels]
    .reduce((hash, bytes) => hash.update(bytes), createHash('sha256'))
    .digest('hex');

for (const dataset of ['cifar10', 'cifar100'] as const) {
  const layout = smallLayout(dataset, 20);
  const files = randomFiles(layout);
  const [firstName] = files.keys() as unknown as [string];
  const whole = files.get(firstName) as Uint8Array;
  const changed = (name: string, bytes: Uint8Array) => new Map(files).set(name, bytes);
  const archive = () => join(folder, layout.archive);

  describe(`loadCifar of ${layout.title}`, () => {
    it('reads the folder, the folder around it, and the archive, to the same images', async () => {
      await writeFiles(join(folder, layout.folder), files);
      const inner = await loadCifarLayout(layout, join(folder, layout.folder));
      const parts = layout.train.map(({ name }) => parseCifarBinary(files.get(name) as Uint8Array, dataset, name));
      expect([...inner.train.labels]).toEqual(parts.flatMap(({ labels }) => [...labels]));
      expect(Buffer.from(inner.train.pixels).equals(Buffer.concat(parts.map(({ pixels }) => pixels)))).toBe(true);
      expect(inner.test.labels).toHaveLength(20);
      expect(digest(await loadCifarLayout(layout, folder))).toBe(digest(inner));

      const others = new Map([['readme.html', new Uint8Array(9)], ...[...files].reverse()]);
      await writeFile(archive(), gzipSync(tarOf(layout.folder, others)));
      expect(digest(await loadCifarLayout(layout, archive()))).toBe(digest(inner));
      await writeFile(archive(), tarOf('.', others));
      expect(digest(await loadCifarLayout(layout, archive()))).toBe(digest(inner));
    });

    it('names a missing, short or long file, with expected and found bytes', async () => {
      const expected = whole.length;
      await writeFiles(folder, changed(firstName, whole.subarray(0, 100)));
      await expect(loadCifarLayout(layout, folder)).rejects.toThrow(`${firstName}: expected ${expected} bytes`);
      await expect(loadCifarLayout(layout, folder)).rejects.toMatchObject({ expectedBytes: expected, foundBytes: 100 });
      await writeFiles(folder, changed(firstName, randomRecords(layout, 21, 1)));
      await expect(loadCifarLayout(layout, folder)).rejects.toThrow(/found \d+$/);
      await rm(join(folder, firstName));
      await expect(loadCifarLayout(layout, folder)).rejects.toThrow(
        `${firstName}: missing in ${folder}: expected ${expected} bytes, found 0`,
      );
      await expect(loadCifarLayout(layout, join(folder, 'nowhere'))).rejects.toThrow('nowhere: does not exist');
      await writeFile(join(folder, 'a file'), 'x');
      await expect(loadCifarLayout(layout, join(folder, 'a file/b'))).rejects.toThrow('b: does not exist');
      await mkdir(join(folder, firstName));
      await expect(loadCifarLayout(layout, folder)).rejects.toThrow('is not a file');
    });

    it('names the file of the archive that is missing, short, long or there twice', async () => {
      const load = async (contents: ReadonlyMap<string, Uint8Array>) => {
        await writeFile(archive(), gzipSync(tarOf(layout.folder, contents)));
        return loadCifarLayout(layout, archive());
      };
      for (const bytes of [whole.subarray(0, 100), Buffer.concat([whole, whole])]) {
        const text = `${firstName} in ${archive()}: expected ${whole.length} bytes`;
        await expect(load(changed(firstName, bytes))).rejects.toThrow(text);
        await expect(load(changed(firstName, bytes))).rejects.toThrow(`found ${bytes.length}`);
      }
      const without = new Map(files);
      without.delete(firstName);
      await expect(load(without)).rejects.toThrow(`${firstName}: missing in ${archive()}`);
      await expect(load(new Map(files).set(`again/${firstName}`, whole))).rejects.toThrow('is there twice');
    });

    it('names the record with an impossible label', async () => {
      const wrong = whole.slice();
      wrong[0] = 250;
      await writeFiles(folder, changed(firstName, wrong));
      await expect(loadCifarLayout(layout, folder)).rejects.toThrow(`${firstName}: record 0 has label 250`);
    });

    it('says of an archive that is cut off or damaged anywhere that it is', async () => {
      const bytes = gzipSync(tarOf(layout.folder, files));
      for (const length of [0, 1, 9, 300, bytes.length >> 1, bytes.length - 20, bytes.length - 1]) {
        await writeFile(archive(), bytes.subarray(0, length));
        await expect(loadCifarLayout(layout, archive()), `${length} bytes`).rejects.toThrow(DataFileError);
      }
      for (const at of [0, 30, bytes.length >> 1, bytes.length - 6]) {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] as number) ^ 0xff;
        await writeFile(archive(), damaged);
        await expect(loadCifarLayout(layout, archive()), `byte ${at}`).rejects.toThrow(DataFileError);
      }
      await writeFile(archive(), tarOf(layout.folder, files).subarray(0, whole.length >> 1));
      await expect(loadCifarLayout(layout, archive())).rejects.toThrow(/within .*: expected \d+ bytes, found \d+/);
      await writeFile(archive(), 'no archive at all');
      await expect(loadCifarLayout(layout, archive())).rejects.toThrow(archive());
    });

    it('writes nothing that an archive names', async () => {
      const hostile = new Map([['../escaped.bin', whole], ...files]);
      await writeFile(archive(), gzipSync(tarOf(layout.folder, hostile)));
      await loadCifarLayout(layout, archive());
      expect(await readdir(folder)).toEqual([layout.archive]);
    });
  });
}

describe('loadCifar at full size', () => {
  it('takes 10,000 records a file and refuses 9,999', async () => {
    const layout = cifarLayouts.cifar10;
    const record = randomRecords(layout, 1, 1);
    const file = (records: number) => Buffer.concat(Array(records).fill(record));
    const files = new Map([...layout.train, ...layout.test].map(({ name }) => [name, file(10_000)]));
    await writeFiles(folder, files);
    const { train, test } = await loadCifar('cifar10', folder);
    expect([train.labels.length, test.labels.length]).toEqual([50_000, 10_000]);
    await writeFile(join(folder, 'data_batch_4.bin'), file(9999));
    await expect(loadCifar('cifar10', folder)).rejects.toThrow(
      'data_batch_4.bin: expected 30730000 bytes (10000 CIFAR-10 records of 3073), found 30726927',
    );
  });
});
