import { join } from 'node:path';
import { defaultCacheFolder } from './cache-folder.ts';
import type { DatasetSource } from './dataset-source.ts';
import { datasetSources, type FetchSettings } from './fetch-dataset.ts';
import { checkSealed } from './stored-dataset.ts';

/** An official binary file on this machine. */
export interface CachedTrainingFile {
  readonly path: string;
  readonly images: number;
}

/**
 * The first file of the training set, from the cache: 10,000 images of CIFAR-10, all 50,000 of CIFAR-100. Undefined where there is no
 * copy, or that file of it was changed; the others are not looked at. Never uses a network.
 */
export function cachedTrainingFile(
  dataset: 'cifar10' | 'cifar100',
  { cacheFolder = defaultCacheFolder() }: Pick<FetchSettings, 'cacheFolder'> = {},
): Promise<CachedTrainingFile | undefined> {
  return cachedTrainingFileOf(datasetSources[dataset], cacheFolder);
}

/** `cachedTrainingFile` of any source. */
export async function cachedTrainingFileOf(
  source: DatasetSource,
  cacheFolder: string,
): Promise<CachedTrainingFile | undefined> {
  const [file] = source.layout.train;
  if (file === undefined) return undefined;
  const folder = join(cacheFolder, source.layout.name);
  const whole = await checkSealed(source, folder, file);
  return whole ? { path: join(folder, file.name), images: file.records } : undefined;
}
