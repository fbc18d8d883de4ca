export { defaultCacheFolder } from './cache-folder.ts';
export { type CachedTrainingFile, cachedTrainingFile } from './cached-training-file.ts';
export type { CifarData } from './cifar-data.ts';
export type { FetchProgress } from './dataset-source.ts';
export { DatasetUnavailableError } from './dataset-unavailable-error.ts';
export { cachedDataset, type FetchSettings, fetchDataset } from './fetch-dataset.ts';
export { loadCifar } from './load-cifar.ts';
export { shareImages } from './share-images.ts';
export { WorkerBatches } from './worker-batches.ts';
