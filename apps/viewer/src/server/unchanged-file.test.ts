import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TemporaryFolder } from '../../testing/temporary-folder.ts';
import { unchangedFile } from './unchanged-file.ts';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await TemporaryFolder.create();
});
afterEach(() => folder.remove());

it('asks again only where there was none, or it has changed', async () => {
  const path = folder.at('images.bin');
  const answers = [undefined, { path, images: 1 }, { path, images: 2 }, undefined];
  let asked = 0;
  const find = unchangedFile(async () => answers[asked++]);
  expect(await find()).toBeUndefined();
  await writeFile(path, 'a');
  expect((await find())?.images).toBe(1);
  expect((await find())?.images).toBe(1);
  expect(asked).toBe(2);
  await writeFile(path, 'ab');
  expect((await find())?.images).toBe(2);
  await folder.remove();
  expect(await find()).toBeUndefined();
  expect(asked).toBe(4);
});
