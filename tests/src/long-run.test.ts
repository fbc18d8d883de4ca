import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { prepareBackend } from '@procrustes/backends';
import { subset } from '@procrustes/data';
import { heldMemory } from '@procrustes/testing';
import { train } from '@procrustes/training';
import { engine } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { availableBackends } from '../testing/available-backends.ts';
import { type TinyFamily, tenImages, tinyRun } from '../testing/tiny-run.ts';

const families: readonly TinyFamily[] = ['resnet', 'procresnet'];

const steps = 500;

/**
 * By how much the resident memory may grow from steps 100 to 150 to the last 50. What a run keeps of every step for ever
 * shows some 350 times: one tensor of the stream (2 × 32 × 32 × 64 float32, 512 KiB) would be 175 MiB. The heap of the
 * JavaScript engine moves by less than this where it is collected before both; left alone, it grows by some 90 MiB in one
 * run and not in another.
 */
const allowance = 48 * 2 ** 20;

/** The steps whose medians are compared. */
const early = { start: 100, end: 150 };
const late = { start: steps - 50, end: steps };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] as number;

/** The length of wasm's own memory, which can only grow; 0 elsewhere. */
function heapLength(): number {
  const { wasm } = engine().backend as unknown as { readonly wasm?: { readonly HEAPU8: Uint8Array } };
  return wasm?.HEAPU8.length ?? 0;
}

/** Probed at every step, projected by the coin, validated on four images at every epoch of five steps. */
async function run(family: TinyFamily) {
  const session = tinyRun(family);
  const held: unknown[] = [];
  const resident: number[] = [];
  const heap: number[] = [];
  const losses: number[] = [];
  const told = { norms: 0, projections: 0, validation: 0, best: 0, checkpoint: 0, step: 0 };
  for await (const event of train(session, {
    steps,
    probeEvery: 1,
    checkpointEvery: 100,
    validation: subset(tenImages, [0, 1, 2, 3]),
  })) {
    told[event.type] += 1;
    if (event.type !== 'step') continue;
    losses.push(event.metrics.loss);
    held.push(heldMemory());
    heap.push(heapLength());
    if (resident.length === early.start || resident.length === late.start) collectGarbage();
    resident.push(process.memoryUsage.rss());
  }
  session.dispose();
  return { held, resident, heap, losses, told };
}

// Plain JavaScript takes minutes for it, and manages no memory of its own; a GPU that is played on the CPU takes hours.
const backends = (await availableBackends())
  .filter(({ name, processor }) => name !== 'cpu' && processor !== 'software rasteriser')
  .map(({ name }) => name);

const wanted = process.env.PROCRUSTES_LONG_TESTS === '1';
const reason = wanted ? '' : ' (skipped: it takes minutes; set PROCRUSTES_LONG_TESTS=1 to run it)';

describe.skipIf(!wanted).each(backends)(`${steps} steps on %s${reason}`, (backend) => {
  beforeAll(async () => {
    await prepareBackend(backend);
  });

  // No limit of time: a busy machine takes several minutes.
  it.each(families)(
    '%s: the same tensors and bytes after every step, and flat memory',
    { timeout: 0 },
    async (family) => {
      const heldBefore = heldMemory();
      const { held, resident, heap, losses, told } = await run(family);
      expect(heldMemory(), 'behind the run').toEqual(heldBefore);

      expect(told).toMatchObject({ step: steps, norms: steps, validation: steps / 5, checkpoint: 1 + steps / 100 });
      expect(told.projections > steps / 3).toBe(family === 'procresnet');
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(held.filter((one) => JSON.stringify(one) !== JSON.stringify(held[0]))).toEqual([]);

      // From step 100 on: until then the heap takes what the first validation and the first projections need.
      expect(new Set(heap.slice(100)).size).toBe(1);
      const [before, after] = [early, late].map(({ start, end }) => median(resident.slice(start, end)) / 2 ** 20) as [
        number,
        number,
      ];
      expect((after - before) * 2 ** 20, `${(after - before).toFixed(1)} MiB of ${before.toFixed(0)} MiB`).toBeLessThan(
        allowance,
      );
    },
  );
});
