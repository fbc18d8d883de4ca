import { prepareBackend } from '@procrustes/backends';
import { parseSafetensors } from '@procrustes/safetensors';
import { expectUnchangedMemory } from '@procrustes/testing';
import { replayTrace } from '@procrustes/training';
import { beforeAll, describe, expect, it } from 'vitest';

/** Recorded in PyTorch, float32 (fixtures/golden/README.md). */
export const goldenTraces = ['resnet_n1', 'procresnet_n1', 'procresnet_2018_n1', 'plain_n1', 'plain_bn_n1'] as const;

export type GoldenTrace = (typeof goldenTraces)[number];

/** Those of the papers' two networks, which stand for all where a trace takes long. */
export const paperTraces: readonly GoldenTrace[] = ['resnet_n1', 'procresnet_n1'];

/**
 * Declares that a backend replays every recorded trace within its limits, and leaves nothing.
 * @param load the bytes of a fixture: from a file in Node, by a request in a page
 * @param traces which; all unless told
 */
export function describeGoldenTraces(
  backend: string,
  load: (trace: GoldenTrace) => Promise<Uint8Array>,
  traces: readonly GoldenTrace[] = goldenTraces,
): void {
  describe(`golden traces on ${backend}`, () => {
    beforeAll(async () => {
      await prepareBackend(backend);
    });

    it.each(traces)('%s: logits, loss, gradients, norms and weights are those of PyTorch', async (name) => {
      const trace = parseSafetensors(await load(name), name);
      const { errors, worst, pass } = await expectUnchangedMemory(() => replayTrace(trace));
      expect(pass, `${JSON.stringify(errors)} at ${JSON.stringify(worst)}`).toBe(true);
    });
  });
}
