import type { Architecture } from '@procrustes/models';
import type { Recompute } from '@procrustes/training';
import { cells, type ResultTables } from '../results/result-tables.ts';
import { note } from '../terminal.ts';
import type { Contestant } from './contestant.ts';
import { inTurns } from './in-turns.ts';
import { lineFit } from './line-fit.ts';
import { startOwn } from './own-contestant.ts';
import { type Spread, spread } from './spread.ts';

export interface DepthSettings {
  readonly architectures: readonly Architecture[];
  readonly backends: readonly string[];
  readonly batchSize: number;
  readonly pairs: number;
  readonly recompute: Recompute;
}

export type DepthRow = {
  readonly model: string;
  readonly backend: string;
  /** Of all three stages together. */
  readonly blocks: number;
} & (
  | {
      readonly milliseconds: Spread;
      readonly millisecondsPerBlock: number;
      /** From the line through the family's depths, relative; null where they are fewer than two. */
      readonly deviation: number | null;
    }
  | { readonly milliseconds: null; readonly reason: string }
);

export interface DepthResult {
  readonly benchmark: 'depth';
  readonly batchSize: number;
  readonly pairs: number;
  readonly recompute: Recompute;
  readonly rows: readonly DepthRow[];
}

/** Plain steps at several depths in turns, so that what slows the machine bends no line. */
export async function measureDepths(settings: DepthSettings): Promise<DepthResult> {
  const { architectures, backends, batchSize, pairs, recompute } = settings;
  const rows: DepthRow[] = [];
  for (const family of new Set(architectures.map((architecture) => architecture.family))) {
    const depths = architectures.filter((architecture) => architecture.family === family);
    for (const backend of backends) {
      note(`depth: ${depths.map(({ name }) => name).join(', ')} at batch ${batchSize} on ${backend}, ${pairs} rounds`);
      rows.push(...(await depthsOf(depths, backend, settings)));
    }
  }
  return { benchmark: 'depth', batchSize, pairs, recompute, rows };
}

async function depthsOf(
  depths: readonly Architecture[],
  backend: string,
  { batchSize, pairs, recompute }: DepthSettings,
): Promise<DepthRow[]> {
  const contestants: Contestant[] = [];
  try {
    for (const depth of depths) contestants.push(await startOwn(backend, depth, batchSize, recompute));
    const measured = await inTurns(
      contestants.map((contestant) => async () => (await contestant.step('plain')).milliseconds),
      pairs,
    );
    const blocksOf = ({ blocksPerStage }: Architecture) => 3 * blocksPerStage;
    const points = depths.flatMap((depth, index) => {
      const samples = measured[index]?.samples;
      return samples === undefined ? [] : [{ blocks: blocksOf(depth), median: spread(samples).median }];
    });
    const fit =
      new Set(points.map(({ blocks }) => blocks)).size < 2
        ? undefined
        : lineFit(
            points.map(({ blocks }) => blocks),
            points.map(({ median }) => median),
          );
    const deviations = new Map(points.map(({ blocks }, index) => [blocks, fit?.deviations[index]]));
    return depths.map((depth, index): DepthRow => {
      const blocks = blocksOf(depth);
      const shared = { model: depth.name, backend, blocks };
      const found = measured[index];
      if (found?.samples === undefined) return { ...shared, milliseconds: null, reason: found?.failure as string };
      const milliseconds = spread(found.samples);
      const { median } = milliseconds;
      const deviation = deviations.get(blocks) ?? null;
      return { ...shared, milliseconds, millisecondsPerBlock: median / blocks, deviation };
    });
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.stop()));
  }
}

export function depthReport({ rows, batchSize, pairs, recompute }: DepthResult): ResultTables {
  const percent = (share: number | null) => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);
  return {
    tables: [
      {
        title: `A plain step by depth, batch ${batchSize}, recompute ${recompute}`,
        head: ['model', 'backend', 'blocks', 'median, ms', 'min', 'max', 'ms per block', 'from the line'],
        rows: rows.map((row) => [
          row.model,
          row.backend,
          String(row.blocks),
          ...(row.milliseconds === null
            ? ['–', '–', '–', '–', row.reason]
            : [...cells(row.milliseconds, 0), row.millisecondsPerBlock.toFixed(2), percent(row.deviation)]),
        ]),
      },
    ],
    remarks: [
      `Medians of ${pairs} rounds in which every depth takes one step in turn, after one that is not counted. The line is the one through a family’s medians with the least squared relative deviations.`,
    ],
  };
}
