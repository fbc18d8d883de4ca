import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CifarLayout, cifarLayouts } from '../cifar-layout.ts';
import { DataFileError } from '../data-file-error.ts';
import { CifarCollector } from './cifar-collector.ts';
import type { CifarData } from './cifar-data.ts';
import { readArchive } from './read-archive.ts';

/**
 * Reads CIFAR-10 or CIFAR-100 in the official binary version from `path`: the folder with its files, the folder around that
 * one, or the `.tar.gz` as downloaded. An archive is streamed; nothing of it is written to disk.
 *
 * @throws DataFileError when a file is missing, has another than the official size, or holds an impossible label.
 */
export function loadCifar(dataset: 'cifar10' | 'cifar100', path: string): Promise<CifarData> {
  return loadCifarLayout(cifarLayouts[dataset], path);
}

/** `loadCifar` for files of other lengths. */
export async function loadCifarLayout(layout: CifarLayout, path: string): Promise<CifarData> {
  const found = await statIfThere(path);
  if (found === undefined) {
    throw new DataFileError(path, `does not exist; give a folder with the ${layout.title} files or ${layout.archive}`);
  }
  if (!found.isDirectory()) return loadArchive(layout, path);
  const inner = join(path, layout.folder);
  return loadFolder(layout, (await statIfThere(inner))?.isDirectory() ? inner : path);
}

/** `check` sees every file as it was read. */
export async function loadFolder(
  layout: CifarLayout,
  folder: string,
  check: (name: string, bytes: Uint8Array) => void = () => {},
): Promise<CifarData> {
  const collector = new CifarCollector(layout);
  for (const { name } of [...layout.train, ...layout.test]) {
    const path = join(folder, name);
    const found = await statIfThere(path);
    if (found === undefined) continue;
    if (!found.isFile()) throw new DataFileError(path, 'is not a file');
    collector.checkSize(name, found.size, path);
    const bytes = await readFile(path);
    check(name, bytes);
    collector.add(name, bytes, path);
  }
  return collector.data(folder);
}

async function loadArchive(layout: CifarLayout, path: string): Promise<CifarData> {
  const collector = new CifarCollector(layout);
  await readArchive(createReadStream(path), path, {
    accept(name, bytes) {
      if (!collector.has(name)) return false;
      collector.checkSize(name, bytes, `${name} in ${path}`);
      return true;
    },
    read: (name, bytes) => collector.add(name, bytes, `${name} in ${path}`),
  });
  return collector.data(path);
}

async function statIfThere(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
