import { digest, splitValidation, syntheticImages } from '@procrustes/data';
import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { ImageLoader } from './image-loader.ts';

const file = (name: string, images: number) => new File([new Uint8Array(images * 3073).fill(1)], name);

describe('ImageLoader', () => {
  it('makes the synthetic images that the trainer trains on, a tenth held out', async () => {
    const told: string[] = [];
    const images = await new ImageLoader().load({ kind: 'synthetic' }, 5, (message) => told.push(message));
    const all = syntheticImages({ images: 4000, seed: 5 });
    const { training, validation } = splitValidation(all, 400, Generator.named(5, 'validation split'));
    expect([images.dataset, images.digest]).toEqual(['synthetic', await digest(training, validation)]);
    expect([images.training.labels.length, images.validation.labels.length]).toEqual([3600, 400]);
    expect(told).toEqual(['making 4000 synthetic images']);
  });

  it('loads anew only where the choice or the seed is another, or it failed', async () => {
    const loader = new ImageLoader();
    const told: string[] = [];
    const load = (files: readonly File[], seed: number) =>
      loader.load({ kind: 'files', files }, seed, (message) => told.push(message));
    const one = file('one.bin', 20);
    const images = await load([one], 1);
    expect(images).toMatchObject({ dataset: 'cifar10', origin: 'files: one.bin' });
    expect([images.training.labels.length, images.validation.labels.length]).toEqual([18, 2]);
    expect(await load([one], 1)).toBe(images);
    expect(told).toHaveLength(1);
    expect((await load([one], 2)).digest).toMatch(/^[0-9a-f]{64}$/);
    await load([one, file('two.bin', 3)], 2);
    expect(told.at(-1)).toBe('reading one.bin, two.bin');
    const empty = file('empty.bin', 0);
    await expect(load([empty], 2)).rejects.toThrow('empty.bin: expected 3073 bytes');
    await expect(load([empty], 2)).rejects.toThrow('empty.bin');
    expect(told).toHaveLength(5);
  });
});
