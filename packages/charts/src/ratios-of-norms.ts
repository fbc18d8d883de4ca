import type { ChartedRun } from './named-run.ts';
import { ratiosOfTable } from './ratios-of-table.ts';
import { type RunRatios, runRatios } from './run-ratios.ts';

/** The ratios of a run, in whichever form its norms are: {@link runRatios} or {@link ratiosOfTable}. */
export const ratiosOfNorms = (name: string, norms: ChartedRun['norms']): RunRatios =>
  'sites' in norms ? ratiosOfTable(name, norms) : runRatios(name, norms);
