import { summariseRun } from '@procrustes/charts';
import { MemoryStore, RunError, RunWriter, readRun } from '@procrustes/runs';
import { exampleDescription, exampleMetrics, exampleNorms, exampleValidation } from '@procrustes/runs/testing';
import { describe, expect, it } from 'vitest';
import { readChartedRun } from './read-charted-run.ts';

async function storedRun(): Promise<MemoryStore> {
  const store = new MemoryStore('runs/a');
  const writer = await RunWriter.create(store, exampleDescription);
  for (let step = 1; step <= 3; step += 1) {
    await writer.metrics(exampleMetrics(step));
    await writer.norms({ ...exampleNorms(step), gradient: [0.5, 0.5 / step, Number.NaN, 0.25] });
  }
  await writer.validation(exampleValidation(3));
  await store.append('metrics.jsonl', '{"step":4,');
  return store;
}

describe('readChartedRun', () => {
  it('reads what readRun reads, the norms as columns', async () => {
    const store = await storedRun();
    const [charted, run] = [await readChartedRun(store), await readRun(store)];
    expect(summariseRun(charted)).toEqual(summariseRun(run));
    expect(charted).toMatchObject({ ...run, norms: { steps: [1, 2, 3], sites: run.norms[0]?.sites } });
    expect(charted.warnings).toHaveLength(1);
  });

  it('refuses what is no run', async () => {
    await expect(readChartedRun(new MemoryStore('runs/b'))).rejects.toThrow(RunError);
  });
});
