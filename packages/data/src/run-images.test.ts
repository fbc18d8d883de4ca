import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { digest } from './digest.ts';
import { runImages } from './run-images.ts';
import { splitValidation } from './split-validation.ts';
import { syntheticImages } from './synthetic-images.ts';

const all = syntheticImages({ images: 30, seed: 2 });

describe('runImages', () => {
  it('holds out what the seed says, and knows both parts by their digest', async () => {
    const images = await runImages(all, { validationImages: 6, seed: 5 });
    const { training, validation } = splitValidation(all, 6, Generator.named(5, 'validation split'));
    expect(images).toEqual({ training, validation, digest: await digest(training, validation) });
    expect(images.digest).not.toBe((await runImages(all, { validationImages: 6, seed: 6 })).digest);
  });

  it('refuses to hold out every image', async () => {
    await expect(runImages(all, { validationImages: 30, seed: 5 })).rejects.toThrow('cannot hold out 30 of 30 images');
  });
});
