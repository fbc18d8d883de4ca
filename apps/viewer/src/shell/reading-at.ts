import type { NormTable } from '@procrustes/runs';
import type { ViewedRun } from '../viewed-run.ts';
import { lastUntil } from './last-until.ts';

/** What a run was at one step; null and missing where nothing was recorded so early. */
export interface Reading {
  readonly step: number | null;
  readonly loss: number | null;
  readonly accuracy: number | null;
  /** Mean |r_l − 1| of the blocks of each kind. */
  readonly deviation: Partial<Record<NormTable['kinds'][number], number>>;
}

/** A run as its last records until `step` tell it; null asks for the newest. */
export function readingAt({ metrics, norms }: ViewedRun, step: number | null): Reading {
  const end = step ?? Number.POSITIVE_INFINITY;
  const trained = metrics[lastUntil(metrics, (record) => record.step, end)];
  const probed = lastUntil(norms.steps, (probedAt) => probedAt, end);
  return {
    step: trained?.step ?? norms.steps[probed] ?? null,
    loss: trained?.loss ?? null,
    accuracy: trained?.accuracy ?? null,
    deviation: probed < 0 ? {} : meanDeviationAt(norms, probed),
  };
}

/** Mean |r_l − 1| by kind of block, r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖, in the record at that index of a table. */
export function meanDeviationAt({ sites, kinds, gradient }: NormTable, record: number): Reading['deviation'] {
  const totals: Partial<Record<NormTable['kinds'][number], { sum: number; count: number }>> = {};
  const row = record * sites.length;
  for (let site = 1; site < sites.length; site += 1) {
    const kind = kinds[site] as NormTable['kinds'][number];
    const ratio = (gradient[row + site - 1] as number) / (gradient[row + site] as number);
    const { sum, count } = totals[kind] ?? { sum: 0, count: 0 };
    totals[kind] = { sum: sum + Math.abs(ratio - 1), count: count + 1 };
  }
  return Object.fromEntries(Object.entries(totals).map(([kind, { sum, count }]) => [kind, sum / count]));
}
