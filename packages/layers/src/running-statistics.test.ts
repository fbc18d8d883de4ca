import { Generator } from '@procrustes/random';
import { expectTensorCount, useCpuBackend } from '@procrustes/testing';
import { dispose, type Tensor1D, tensor1d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { constant } from './initialisers.ts';
import { Parameter } from './parameter.ts';
import { moveStatistics, type ObservedStatistic, RunningStatistics } from './running-statistics.ts';

useCpuBackend();

/** Three statistics of different lengths and corrections, all at what the seed says. */
function moves(): ObservedStatistic[] {
  const generator = Generator.named(3, 'running statistics');
  const draw = (length: number) => Float32Array.from({ length }, () => generator.normal());
  return [
    { channels: 2, correction: 1 },
    { channels: 5, correction: 24 / 23 },
    { channels: 1, correction: 1.5 },
  ].map(({ channels, correction }) => {
    const statistic = new Parameter({ shape: [channels], layout: 'vector', initialise: constant(0), trainable: false });
    statistic.assign(draw(channels));
    return { statistic, observed: tensor1d(draw(channels)), correction };
  });
}

const free = (all: readonly ObservedStatistic[]) => {
  dispose(all.map(({ observed }) => observed));
  for (const { statistic } of all) statistic.dispose();
};

const valuesOf = (all: readonly ObservedStatistic[]) => Promise.all(all.map(({ statistic }) => statistic.values()));

describe('running statistics', () => {
  it('move a tenth of the way to what was observed, corrected, and leave no tensor', async () => {
    const all = moves();
    const before = await valuesOf(all);
    const observed = await Promise.all(all.map((move) => move.observed.data()));
    await expectTensorCount(() => moveStatistics(all));
    const after = await valuesOf(all);
    for (const [index, { correction }] of all.entries()) {
      const expected = before[index]?.map(
        (value, c) => 0.9 * value + 0.1 * correction * (observed[index]?.[c] as number),
      );
      // Two products and a sum of float32.
      expect(after[index]).toBeRelativelyClose(expected as Float32Array, 3e-7);
    }
    free(all);
  });

  it('are the same, bit for bit, moved together and one by one', async () => {
    const [together, apart] = [moves(), moves()];
    moveStatistics(together);
    for (const move of apart) moveStatistics([move]);
    expect(await valuesOf(together)).toEqual(await valuesOf(apart));
    free([...together, ...apart]);
  });

  it('are gathered past the life of what was observed, moved once, and forgotten', async () => {
    const [gathered, expected] = [moves(), moves()];
    moveStatistics(expected);
    await expectTensorCount(async () => {
      const statistics = new RunningStatistics();
      for (const { observed, ...rest } of gathered) {
        const passing: Tensor1D = observed.clone();
        statistics.observe({ ...rest, observed: passing });
        passing.dispose();
      }
      statistics.move();
      // Nothing is left to move.
      statistics.move();
    });
    expect(await valuesOf(gathered)).toEqual(await valuesOf(expected));
    free([...gathered, ...expected]);
  });

  it('that a pass observes twice move twice, one after the other', async () => {
    const [twice, expected] = [moves(), moves()];
    for (let time = 0; time < 2; time += 1) moveStatistics(expected);
    await expectTensorCount(() => {
      const statistics = new RunningStatistics();
      for (const move of [...twice, ...twice]) statistics.observe(move);
      statistics.move();
    });
    expect(await valuesOf(twice)).toEqual(await valuesOf(expected));
    free([...twice, ...expected]);
  });

  it('stay where they are when a pass is given up', async () => {
    const all = moves();
    const before = await valuesOf(all);
    await expectTensorCount(() => {
      const statistics = new RunningStatistics();
      for (const move of all) statistics.observe(move);
      statistics.dispose();
      statistics.move();
    });
    expect(await valuesOf(all)).toEqual(before);
    free(all);
  });
});
