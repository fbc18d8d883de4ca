import envPaths from 'env-paths';

/**
 * Where fetched data sets are kept, each in a folder of its own: the environment variable PROCRUSTES_CACHE, or the cache folder
 * that the operating system provides for `procrustes`.
 */
export function defaultCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.PROCRUSTES_CACHE || envPaths('procrustes', { suffix: '' }).cache;
}
