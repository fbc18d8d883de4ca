import { prepareBackend } from '@procrustes/backends';
import { SafetensorsError, type SafetensorsFile } from '@procrustes/safetensors';
import { expectTensorCount } from '@procrustes/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { failingRead } from '../testing/failing-read.ts';
import { goldenTrace, withFirstRows, withMetadata, withTensor } from '../testing/golden-trace.ts';
import { replayTrace } from './replay-trace.ts';

beforeAll(async () => {
  await prepareBackend('wasm');
});

const golden = await goldenTrace();
const norms = JSON.parse(golden.metadata.gradient_norms as string) as Record<string, number>;

// What the replay comes to is compared with PyTorch, on every backend, in the workspace's golden-traces.test.ts.
describe('replayTrace', () => {
  it.each<[string, SafetensorsFile, RegExp]>([
    [
      'a gradient that is missing',
      withTensor(golden, 'grad.linear.bias', undefined),
      /the trace's gradients lack 'linear\.bias'/,
    ],
    [
      'a weight that is missing',
      withTensor(golden, 'after3.linear.bias', undefined),
      /the trace's weights lack 'linear\.bias'/,
    ],
    [
      'a gradient that is the first rows of itself',
      withFirstRows(golden, 'grad.linear.weight', 3),
      /'linear\.weight' of the trace's gradients has shape \[3, 256\], the model's is \[10, 256\]/,
    ],
    [
      'a weight that is the first rows of itself',
      withFirstRows(golden, 'after3.conv1.weight', 2),
      /'conv1\.weight' of the trace's weights has shape \[2, 3, 3, 3\], the model's is \[16, 3, 3, 3\]/,
    ],
    [
      'logits that are the first rows of themselves',
      withFirstRows(golden, 'logits', 3),
      /'logits' has shape \[3, 10\]/,
    ],
    [
      'a norm at no tap',
      withMetadata(golden, { gradient_norms: JSON.stringify({ ...norms, layer9: 1 }) }),
      /a gradient norm at 'layer9', the model has no tap of that name/,
    ],
  ])('refuses %s, and leaves no tensor', async (_what, trace, message) => {
    await expectTensorCount(async () => {
      const replay = replayTrace(trace);
      await expect(replay).rejects.toThrow(SafetensorsError);
      await expect(replay).rejects.toThrow(message);
    });
  });

  it('leaves no tensor where a read-back fails, whichever it is', async () => {
    const whole = failingRead(0);
    expect((await replayTrace(golden)).pass).toBe(true);
    const last = whole.restore();
    // Of the first step: the loss, the norms, the logits, the first gradients; then a later step's, and the last of all.
    for (const number of [1, 2, 3, 4, 5, last - 20, last - 1, last]) {
      await expectTensorCount(async () => {
        const read = failingRead(number);
        await expect(replayTrace(golden)).rejects.toThrow(`read ${number} failed`);
        read.restore();
      });
    }
  });
});
