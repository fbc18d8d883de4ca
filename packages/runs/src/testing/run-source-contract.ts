import { beforeEach, describe, expect, it } from 'vitest';
import { RunError } from '../run-error.ts';
import type { RunSource } from '../run-source.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** The files of the run that a source under this contract is made of. `empty` has no bytes, `long` 20,000. */
export const contractFiles: ReadonlyMap<string, Uint8Array<ArrayBuffer>> = new Map([
  ['run.json', utf8('{}')],
  ['metrics.jsonl', utf8('one\nzwölf\n')],
  ['empty', new Uint8Array(0)],
  ['a file with spaces & 100%', utf8('x')],
  ['checkpoints/step-00000001.safetensors', Uint8Array.of(0, 255, 10)],
  ['checkpoints/long', Uint8Array.from({ length: 20_000 }, (_, index) => index % 251)],
  ['checkpoints/inner/deep', utf8('y')],
]);

/** Declares what every source must do. @param create makes one that holds {@link contractFiles} */
export function describeRunSource(name: string, create: () => RunSource | Promise<RunSource>): void {
  describe(`${name}, a source of a run`, () => {
    let source: RunSource;
    beforeEach(async () => {
      source = await create();
    });
    const content = (path: string) => contractFiles.get(path) as Uint8Array;

    it('has a name', () => expect(source.name).not.toBe(''));

    it('reads every file whole, and tells its size', async () => {
      for (const [path, bytes] of contractFiles) {
        const read = await source.read(path);
        expect(read).toEqual(bytes);
        expect(read?.constructor).toBe(Uint8Array);
        expect(await source.size(path)).toBe(bytes.length);
      }
    });

    it('reads ranges, and what there is of one that goes beyond the end', async () => {
      const path = 'checkpoints/long';
      for (const [start, end] of [
        [0, 1],
        [5, 5],
        [250, 260],
        [6_000, 14_000],
        [19_999, 20_000],
        [19_990, 40_000],
        [0, 1e9],
      ] as const) {
        expect(await source.readRange(path, start, end)).toEqual(content(path).subarray(start, end));
      }
      for (const start of [20_000, 20_001, 1e9]) {
        expect(await source.readRange(path, start, start + 10)).toEqual(new Uint8Array(0));
      }
      expect(await source.readRange('empty', 0, 10)).toEqual(new Uint8Array(0));
      expect(await source.readRange('metrics.jsonl', 4, 11)).toEqual(utf8('zwölf\n'));
    });

    it('reads ranges into memory that it is given, or leaves that as it is', async () => {
      const path = 'checkpoints/long';
      let room = new ArrayBuffer(8192);
      for (const [start, end] of [
        [6_000, 14_000],
        [0, 8192],
        [19_990, 20_000],
        [19_000, 21_000],
        [20_000, 20_010],
        // More than there is room for.
        [0, 20_000],
      ] as const) {
        const bytes = await source.readRange(path, start, end, room);
        expect(bytes).toEqual(content(path).subarray(start, end));
        if (room.byteLength === 0) room = bytes?.buffer as ArrayBuffer;
        expect(room.byteLength).toBe(8192);
      }
    });

    it('refuses what is no range', async () => {
      for (const [start, end] of [
        [-1, 2],
        [2, 1],
        [0.5, 1],
        [0, Number.NaN],
      ] as const) {
        await expect(source.readRange('metrics.jsonl', start, end)).rejects.toThrow(RangeError);
      }
    });

    it('gives copies', async () => {
      (await source.read('metrics.jsonl'))?.fill(9);
      (await source.readRange('metrics.jsonl', 0, 3))?.fill(9);
      expect(await source.read('metrics.jsonl')).toEqual(content('metrics.jsonl'));
    });

    it('has nothing where there is no file', async () => {
      for (const path of ['b', 'b/c', 'checkpoints', 'checkpoints/b', 'run.json/b', 'constructor']) {
        expect(await source.read(path)).toBeUndefined();
        expect(await source.size(path)).toBeUndefined();
        expect(await source.readRange(path, 0, 1)).toBeUndefined();
        expect(await source.readRange(path, 0, 0)).toBeUndefined();
      }
    });

    it('lists the files of a folder, not its folders', async () => {
      expect(await source.list('')).toEqual(['a file with spaces & 100%', 'empty', 'metrics.jsonl', 'run.json']);
      expect(await source.list('checkpoints')).toEqual(['long', 'step-00000001.safetensors']);
      expect(await source.list('checkpoints/inner')).toEqual(['deep']);
      for (const folder of ['check', 'run.json', 'b/c']) expect(await source.list(folder)).toEqual([]);
    });

    it.each([
      '..',
      '../a',
      'a/../../b',
      '/a',
      'a//b',
      'a/',
      '',
      '.',
      './a',
      'C:/a',
      'C:a',
      '..\\a',
      'a\\b',
      'a\0',
      '.a',
    ])('refuses the path %j', async (path) => {
      await expect(source.read(path)).rejects.toThrow(RunError);
      await expect(source.size(path)).rejects.toThrow(RunError);
      await expect(source.readRange(path, 0, 1)).rejects.toThrow(RunError);
      if (path !== '') await expect(source.list(path)).rejects.toThrow(RunError);
    });
  });
}
