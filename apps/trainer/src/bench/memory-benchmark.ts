import { type Architecture, findArchitecture } from '@procrustes/models';
import type { Recompute } from '@procrustes/training';
import { cells, type ResultTables } from '../results/result-tables.ts';
import { note } from '../terminal.ts';
import { type Contestant, ContestantFailure, type StepAnswer } from './contestant.ts';
import { inTurns } from './in-turns.ts';
import { lineFit } from './line-fit.ts';
import { startOwn } from './own-contestant.ts';
import { pairedRatios, type Spread, spread } from './spread.ts';

export interface MemorySettings {
  readonly architectures: readonly Architecture[];
  readonly backends: readonly string[];
  readonly batchSize: number;
  readonly pairs: number;
  readonly recompute: readonly Recompute[];
}

export interface MemoryRow {
  readonly model: string;
  readonly backend: string;
  readonly recompute: Recompute;
  /** The most bytes of tensors in a step, above those that rest between steps: weights, velocities, running statistics. */
  readonly bytesAboveWeights: number | null;
  /** Two shallower networks whose measured bytes a line was drawn through, where this one does not fit. */
  readonly extrapolatedFrom: readonly string[] | null;
  readonly restingBytes: number | null;
  /** Of the process, at its highest. */
  readonly residentBytes: number | null;
  /** bytesAboveWeights over that of 'none'. */
  readonly shareOfNone: number | null;
  readonly milliseconds: Spread | null;
  readonly timeToNone: Spread | null;
  /** Why it was not measured. */
  readonly reason: string | null;
}

export interface MemoryResult {
  readonly benchmark: 'memory';
  readonly batchSize: number;
  readonly pairs: number;
  readonly rows: readonly MemoryRow[];
}

/** Memory and time of training steps by what the backward pass computes again, each way in a process of its own. */
export async function measureMemory(settings: MemorySettings): Promise<MemoryResult> {
  const { architectures, backends, batchSize, pairs } = settings;
  const rows: MemoryRow[] = [];
  for (const architecture of architectures) {
    for (const backend of backends) {
      note(`memory: ${architecture.name} at batch ${batchSize} on ${backend}`);
      rows.push(...(await memoryOf(architecture, backend, settings)));
    }
  }
  return { benchmark: 'memory', batchSize, pairs, rows };
}

async function memoryOf(
  architecture: Architecture,
  backend: string,
  { batchSize, pairs, recompute }: MemorySettings,
): Promise<MemoryRow[]> {
  const contestants: Contestant[] = [];
  const last: StepAnswer[] = [];
  try {
    for (const way of recompute) contestants.push(await startOwn(backend, architecture, batchSize, way));
    const measured = await inTurns(
      contestants.map((contestant, index) => async () => {
        const answer = await contestant.step('plain');
        last[index] = answer;
        return answer.milliseconds;
      }),
      pairs,
    );
    await stopAll(contestants);
    const none = recompute.indexOf('none');
    const extrapolated =
      measured[none]?.failure === undefined ? undefined : await extrapolate(architecture, backend, batchSize);
    const bytes = recompute.map((_, index) => {
      const found = last[index];
      if (measured[index]?.failure === undefined && found !== undefined) return aboveWeights(found);
      return index === none ? (extrapolated?.bytes ?? null) : null;
    });
    return recompute.map((way, index): MemoryRow => {
      const samples = measured[index]?.samples;
      const found = samples === undefined ? undefined : last[index];
      const [own, whole, plain] = [bytes[index] ?? null, bytes[none] ?? null, measured[none]?.samples];
      return {
        model: architecture.name,
        backend,
        recompute: way,
        bytesAboveWeights: own,
        extrapolatedFrom: samples === undefined && index === none ? (extrapolated?.from ?? null) : null,
        restingBytes: found?.restingBytes ?? null,
        residentBytes: found?.residentBytes ?? null,
        shareOfNone: own !== null && whole !== null ? own / whole : null,
        milliseconds: samples === undefined ? null : spread(samples),
        timeToNone: samples !== undefined && plain !== undefined ? pairedRatios(samples, plain) : null,
        reason: measured[index]?.failure ?? null,
      };
    });
  } finally {
    await stopAll(contestants);
  }
}

const stopAll = (contestants: readonly Contestant[]) => Promise.all(contestants.map((contestant) => contestant.stop()));

const aboveWeights = ({ peakBytes, restingBytes }: StepAnswer) => (peakBytes as number) - (restingBytes as number);

/** The bytes that 'none' would take, by a line through a sixth and a third of the blocks; undefined where those fail too. */
async function extrapolate({ family, blocksPerStage }: Architecture, backend: string, batchSize: number) {
  const smaller = [6, 3].map((part) => findArchitecture(family, Math.max(1, Math.floor(blocksPerStage / part))));
  const bytes: number[] = [];
  for (const architecture of smaller) {
    const contestant = await startOwn(backend, architecture, batchSize);
    try {
      bytes.push(aboveWeights(await contestant.step('plain')));
    } catch (error) {
      if (error instanceof ContestantFailure) return undefined;
      throw error;
    } finally {
      await contestant.stop();
    }
  }
  const blocks = smaller.map((architecture) => architecture.blocksPerStage);
  if (new Set(blocks).size < 2) return undefined;
  const { intercept, slope } = lineFit(blocks, bytes);
  return { bytes: intercept + slope * blocksPerStage, from: smaller.map(({ name }) => name) };
}

export function memoryReport({ rows, batchSize, pairs }: MemoryResult): ResultTables {
  const mebibytes = (bytes: number | null) => (bytes === null ? '–' : (bytes / 2 ** 20).toFixed(0));
  const remark = ({ extrapolatedFrom, reason }: MemoryRow) =>
    [reason, extrapolatedFrom && `extrapolated from ${extrapolatedFrom.join(' and ')}`].filter(Boolean).join('; ');
  return {
    tables: [
      {
        title: `Memory of a plain step, batch ${batchSize}`,
        head: [
          'model',
          'backend',
          'recompute',
          'tensors above the weights, MiB',
          'of none',
          'peak RSS, MiB',
          'step, ms',
          'time / none',
          'min',
          'max',
          '',
        ],
        rows: rows.map((row) => [
          row.model,
          row.backend,
          String(row.recompute),
          mebibytes(row.bytesAboveWeights),
          row.shareOfNone === null ? '–' : `${(100 * row.shareOfNone).toFixed(1)} %`,
          mebibytes(row.residentBytes),
          row.milliseconds?.median.toFixed(0) ?? '–',
          ...(row.timeToNone === null ? ['–', '–', '–'] : cells(row.timeToNone, 3)),
          remark(row),
        ]),
      },
    ],
    remarks: [
      `Each way in a process of its own; times are medians of ${pairs} rounds in turns, after one that is not counted. Above the weights: the most bytes of tensors in a step less those that rest between steps (weights, velocities, running statistics). RSS is the process’s highest, the runtime itself included.`,
    ],
  };
}
