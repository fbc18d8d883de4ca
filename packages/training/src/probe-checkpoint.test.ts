import { prepareBackend } from '@procrustes/backends';
import { type ImageSet, runImages, subset, syntheticImages } from '@procrustes/data';
import { findArchitecture } from '@procrustes/models';
import type { RunDescription } from '@procrustes/runs';
import { expectUnchangedMemory } from '@procrustes/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeRun } from './describe-run.ts';
import { probeCheckpoint } from './probe-checkpoint.ts';
import { recipeFor } from './recipe.ts';
import { sessionOfRun } from './session-of-run.ts';

beforeAll(async () => {
  await prepareBackend('wasm');
});

const all = syntheticImages({ images: 5, seed: 3 });

/** A run without augmentation whose every batch is the whole of its two images. */
async function tinyRun(family: string): Promise<{ description: RunDescription; training: ImageSet }> {
  const images = await runImages(all, { validationImages: 3, seed: 3 });
  const description = describeRun({
    architecture: findArchitecture(family, 1),
    source: { dataset: 'synthetic', path: null },
    images,
    recipe: recipeFor(family),
    crop: 'none',
    projection: 'exact',
    tangentMomentum: false,
    batchSize: 2,
    steps: 2,
    probeEvery: 1,
    checkpointEvery: 1,
    recompute: 'none',
    seed: 3,
    backend: { name: 'wasm', device: 'CPU', precision: 'float32', threads: 1 },
    versions: {},
  });
  return { description, training: images.training };
}

describe('probeCheckpoint', () => {
  it.each(['procresnet', 'procresnet-2018', 'resnet', 'plain'])(
    '%s: sees what its session’s next step sees',
    async (family) => {
      const { description, training } = await tinyRun(family);
      const session = sessionOfRun(description, training);
      await session.next({ probe: false });
      const bytes = await session.checkpoint();
      const observed = await expectUnchangedMemory(() => probeCheckpoint(description, bytes, 'step-1', training));
      const { metrics, norms } = await session.next({ probe: true });
      session.dispose();
      expect(observed.images).toBe(2);
      expect(observed.norms.step).toBe(1);
      expect(observed.accuracy).toBe(metrics.accuracy);
      // The batch may have its two images in the other order: float32 sums differ in their last bits.
      const close = (found: readonly number[], expected: readonly number[] = []) =>
        found.map((value, index) => Math.abs(value / (expected[index] as number) - 1)).every((error) => error < 1e-4);
      expect(close([observed.loss], [metrics.loss])).toBe(true);
      expect(observed.norms.sites).toEqual(norms?.sites);
      expect(close(observed.norms.gradient, norms?.gradient)).toBe(true);
      expect(close(observed.norms.activation, norms?.activation)).toBe(true);
      // Negative control: a thousandth would show.
      expect(
        close(
          observed.norms.gradient,
          norms?.gradient.map((norm) => 1.001 * norm),
        ),
      ).toBe(false);
    },
  );

  it('refuses another model, other classes, no images, and a file that is no checkpoint', async () => {
    const { description, training } = await tinyRun('plain');
    const session = sessionOfRun(description, training);
    const bytes = await session.checkpoint();
    session.dispose();
    const other = (await tinyRun('resnet')).description;
    const refusal = async (...given: Parameters<typeof probeCheckpoint>) =>
      expectUnchangedMemory(() =>
        probeCheckpoint(...given).then(
          () => 'none',
          (error: unknown) => (error as Error).message,
        ),
      );
    expect(await refusal(other, bytes, 'a.safetensors', training)).toMatch(
      /^a.safetensors, a checkpoint of plain-11, does not fit: /,
    );
    expect(await refusal(description, bytes, 'a.safetensors', { ...training, classes: 100 })).toBe(
      'a.safetensors tells 10 classes apart, the images (synthetic) are of 100: take others',
    );
    expect(await refusal(description, bytes, 'a.safetensors', subset(training, []))).toBe(
      'there are no images to probe it on: take others',
    );
    expect(await refusal(description, bytes.subarray(0, 99), 'a.safetensors', training)).toMatch(/^a.safetensors/);
  });
});
