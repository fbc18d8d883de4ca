import { prepareBackend } from '@procrustes/backends';
import { subset } from '@procrustes/data';
import { engine, getBackend, type KernelBackend, Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type TinyFamily, tenImages, tinyRun } from './tiny-run.ts';

/** With projections after a step, and before a forward pass. */
const families: readonly TinyFamily[] = ['procresnet', 'procresnet-2018'];

/** Read-backs of tensors. */
interface Reads {
  /** Those that a caller, or a kernel, waits for the device in. */
  blocking: number;
  /** Those that are promises. */
  asynchronous: number;
}

/** Backends whose tensors lie in the process's own memory: their kernels read where others would wait for a device. */
const inMemory = ['cpu', 'wasm'];

/** Whether a tensor of a GPU's backend has not gone to the device yet, so that nobody waits for what is read. */
function isStillHere(backend: KernelBackend, id: object): boolean {
  const { tensorMap, texData } = backend as {
    readonly [map in 'tensorMap' | 'texData']?: { get(id: object): { readonly values?: unknown } | undefined };
  };
  const values = (tensorMap ?? texData)?.get(id)?.values;
  return values !== undefined && values !== null;
}

/**
 * Runs `body`, and counts how often it read tensors back. A backend may answer a promise by a read that blocks, one that
 * has its tensors in memory may read them in its kernels, and a GPU's kernels may read what is not on the device yet.
 */
export async function countReads(body: () => Promise<unknown>): Promise<Reads> {
  const backend: KernelBackend = engine().backend;
  const reads: Reads = { blocking: 0, asynchronous: 0 };
  const kernelsMayRead = inMemory.includes(getBackend());
  let answering = false;
  let kernels = 0;
  const { read, readSync } = backend;
  const { runKernel } = engine();
  const spies = [
    vi.spyOn(backend, 'read').mockImplementation((id) => {
      reads.asynchronous += 1;
      answering = true;
      try {
        return read.call(backend, id);
      } finally {
        answering = false;
      }
    }),
    vi.spyOn(backend, 'readSync').mockImplementation((id) => {
      const atHand = kernels > 0 && (kernelsMayRead || isStillHere(backend, id));
      if (!answering && !atHand) reads.blocking += 1;
      return readSync.call(backend, id);
    }),
    vi.spyOn(engine(), 'runKernel').mockImplementation((...parameters) => {
      kernels += 1;
      try {
        return runKernel.apply(engine(), parameters) as never;
      } finally {
        kernels -= 1;
      }
    }),
  ];
  // Besides, whatever the backend does with it: nothing but these asks for a tensor's values at once.
  const ways = [vi.spyOn(Tensor.prototype, 'dataSync'), vi.spyOn(Tensor.prototype, 'arraySync')];
  try {
    await body();
    for (const way of ways) reads.blocking += way.mock.calls.length;
    return reads;
  } finally {
    for (const spy of [...spies, ...ways]) spy.mockRestore();
  }
}

/** Declares that a backend trains, probes, projects, validates and saves without a read-back that blocks. */
export function describeAsyncReads(backend: string): void {
  describe(`read-backs on ${backend}`, () => {
    beforeAll(async () => {
      await prepareBackend(backend);
    });

    it.each(families)(
      '%s: a probed, projected step, an evaluation and a checkpoint read by waiting alone',
      async (family) => {
        const session = tinyRun(family, { projection: 1 });
        const step = await countReads(async () => {
          const { norms, receipts } = await session.next({ probe: true });
          expect(norms?.gradient.every((norm) => norm > 0)).toBe(true);
          expect(receipts).not.toEqual([]);
        });
        expect(step.blocking).toBe(0);
        expect(step.asynchronous).toBeGreaterThan(0);
        const rest = await countReads(async () => {
          await session.evaluate(subset(tenImages, [0, 1]), 0);
          await session.checkpoint();
        });
        expect(rest.blocking).toBe(0);
        expect(rest.asynchronous).toBeGreaterThan(0);
        session.dispose();
      },
    );
  });
}
