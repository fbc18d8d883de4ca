import { blockRatios, meanDeviation } from '@procrustes/probes/plain';
import type { NormTable } from '@procrustes/runs';
import { recordAt } from '../steps/record-at.ts';
import type { ViewedRun } from '../viewed-run.ts';

/** What a run was at one step; null and missing where nothing was recorded so early. */
export interface Reading {
  readonly step: number | null;
  readonly loss: number | null;
  readonly accuracy: number | null;
  /** Of the norms behind `deviation`, which may be recorded more rarely, or have ended. */
  readonly probedStep: number | null;
  /** Mean |r_l − 1| of the blocks of each kind. */
  readonly deviation: Partial<Record<NormTable['kinds'][number], number>>;
}

/** A run as its last records until `step` tell it; null asks for the newest. */
export function readingAt({ metrics, norms }: ViewedRun, step: number | null): Reading {
  const trained = metrics[recordAt(metrics, step, (record) => record.step)];
  const probed = recordAt(norms.steps, step);
  return {
    step: trained?.step ?? norms.steps[probed] ?? null,
    loss: trained?.loss ?? null,
    accuracy: trained?.accuracy ?? null,
    probedStep: norms.steps[probed] ?? null,
    deviation: probed < 0 ? {} : meanDeviationAt(norms, probed),
  };
}

/** Mean |r_l − 1| by kind of block, r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖, in the record at that index of a table. */
export function meanDeviationAt({ sites, kinds, gradient }: NormTable, record: number): Reading['deviation'] {
  const row = gradient.subarray(record * sites.length, (record + 1) * sites.length);
  return meanDeviation(blockRatios({ sites, kinds, gradient: [...row] }));
}
