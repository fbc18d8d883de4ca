import type { Architecture } from '@procrustes/models';
import { cells, type ResultTables } from '../results/result-tables.ts';
import { note } from '../terminal.ts';
import { inTurns } from './in-turns.ts';
import { startOwn } from './own-contestant.ts';
import { pairedRatios, type Spread, spread } from './spread.ts';

export interface ProbeSettings {
  readonly architectures: readonly Architecture[];
  readonly backends: readonly string[];
  readonly batchSize: number;
  readonly pairs: number;
}

export type ProbeRow = { readonly model: string; readonly backend: string } & (
  | {
      readonly plain: Spread;
      readonly gradientNorms: Spread;
      readonly norms: Spread;
      readonly gradientNormsToPlain: Spread;
      readonly normsToPlain: Spread;
    }
  | { readonly plain: null; readonly reason: string }
);

export interface ProbeResult {
  readonly benchmark: 'probe';
  readonly batchSize: number;
  readonly pairs: number;
  readonly rows: readonly ProbeRow[];
}

/** What it costs to look at the norms of every block at every step: a plain step, gradients only, and both, in turns. */
export async function measureProbes({
  architectures,
  backends,
  batchSize,
  pairs,
}: ProbeSettings): Promise<ProbeResult> {
  const rows: ProbeRow[] = [];
  for (const architecture of architectures) {
    for (const backend of backends) {
      note(`probe: ${architecture.name} at batch ${batchSize} on ${backend}, ${pairs} pairs`);
      rows.push(await probesOf(architecture, backend, batchSize, pairs));
    }
  }
  return { benchmark: 'probe', batchSize, pairs, rows };
}

async function probesOf(
  architecture: Architecture,
  backend: string,
  batchSize: number,
  pairs: number,
): Promise<ProbeRow> {
  const contestant = await startOwn(backend, architecture, batchSize);
  try {
    const turns = ['plain', 'gradient-norms', 'norms'].map(
      (request) => async () => (await contestant.step(request)).milliseconds,
    );
    const shared = { model: architecture.name, backend };
    const measured = await inTurns(turns, pairs);
    const failed = measured.find(({ failure }) => failure !== undefined);
    if (failed !== undefined) return { ...shared, plain: null, reason: failed.failure as string };
    const [plain, gradientNorms, norms] = measured.map(({ samples }) => samples as readonly number[]) as [
      readonly number[],
      readonly number[],
      readonly number[],
    ];
    return {
      ...shared,
      plain: spread(plain),
      gradientNorms: spread(gradientNorms),
      norms: spread(norms),
      gradientNormsToPlain: pairedRatios(gradientNorms, plain),
      normsToPlain: pairedRatios(norms, plain),
    };
  } finally {
    await contestant.stop();
  }
}

export function probeReport({ rows, batchSize, pairs }: ProbeResult): ResultTables {
  return {
    tables: [
      {
        title: `Norms of every block at every step, batch ${batchSize}, over a plain step`,
        head: [
          'model',
          'backend',
          'plain, ms',
          'gradient norms: median',
          'min',
          'max',
          'activations too: median',
          'min',
          'max',
        ],
        rows: rows.map((row) => [
          row.model,
          row.backend,
          ...(row.plain === null
            ? [row.reason, ...Array<string>(6).fill('–')]
            : [row.plain.median.toFixed(0), ...cells(row.gradientNormsToPlain, 3), ...cells(row.normsToPlain, 3)]),
        ]),
      },
    ],
    remarks: [
      `Ratios to a plain step of the same round, medians of ${pairs} rounds after one that is not counted. Gradient norms alone and both are steps of one process in turns with the plain ones.`,
    ],
  };
}
