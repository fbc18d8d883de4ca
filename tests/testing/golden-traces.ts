import { prepareBackend } from '@procrustes/backends';
import { parseSafetensors, type SafetensorsFile } from '@procrustes/safetensors';
import { expectTensorCount } from '@procrustes/testing';
import { replayTrace } from '@procrustes/training';
import { beforeAll, describe, expect, it } from 'vitest';

/** Recorded in PyTorch, float32 (fixtures/golden/README.md). */
const traces = ['resnet_n1', 'procresnet_n1', 'procresnet_2018_n1', 'plain_n1', 'plain_bn_n1'];

/** Reads a file of fixtures/golden. */
export type ReadTrace = (file: string) => Promise<Uint8Array<ArrayBuffer>>;

export async function loadTrace(read: ReadTrace, name: string): Promise<SafetensorsFile> {
  return parseSafetensors(await read(`${name}.safetensors`), name);
}

/** Declares that a backend replays every trace within the limits, which are the same for all, and leaves no tensor. */
export function describeGoldenTraces(backend: string, read: ReadTrace): void {
  describe(`golden traces on ${backend}`, () => {
    beforeAll(async () => {
      await prepareBackend(backend);
    });

    it.each(traces)('%s: logits, loss, gradients, norms and weights are those of PyTorch', async (name) => {
      const { errors, worst, pass } = await expectTensorCount(async () => replayTrace(await loadTrace(read, name)));
      expect(pass, `${JSON.stringify(errors)} at ${JSON.stringify(worst)}`).toBe(true);
    });
  });
}
