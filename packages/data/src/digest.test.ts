import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { digest } from './digest.ts';
import { subset } from './subset.ts';
import { syntheticImages } from './synthetic-images.ts';

const set = syntheticImages({ images: 20, seed: 1 });

describe('digest', () => {
  it('is the SHA-256 of labels, then pixels, of one set after another', async () => {
    const [training, validation] = [subset(set, { start: 0, end: 15 }), subset(set, { start: 15, end: 20 })];
    const hash = createHash('sha256').update(training.labels).update(training.pixels);
    expect(await digest(training)).toBe(hash.copy().digest('hex'));
    hash.update(validation.labels).update(validation.pixels);
    expect(await digest(training, validation)).toBe(hash.digest('hex'));
  });

  it('is that of a part of a larger buffer, too', async () => {
    const shared = new Uint8Array(set.pixels.length + 7);
    shared.set(set.pixels, 7);
    expect(await digest({ ...set, pixels: shared.subarray(7) })).toBe(await digest(set));
  });

  it('tells other pixels, other labels and another order apart', async () => {
    const pixels = set.pixels.slice();
    pixels[5] = (pixels[5] as number) ^ 1;
    const labels = set.labels.slice();
    labels[0] = ((labels[0] as number) + 1) % 10;
    const order = [...set.labels.keys()].reverse();
    const digests = await Promise.all([
      digest(set),
      digest({ ...set, pixels }),
      digest({ ...set, labels }),
      digest(subset(set, order)),
    ]);
    expect(new Set(digests).size).toBe(4);
  });

  it('says where there is no crypto.subtle', async () => {
    vi.stubGlobal('crypto', {});
    try {
      await expect(digest(set)).rejects.toThrow('crypto.subtle is missing');
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
