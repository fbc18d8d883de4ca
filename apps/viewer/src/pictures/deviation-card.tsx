import { type ChartOptions, deviationTable, ratioCurves } from '@procrustes/charts';
import { useCallback, useMemo } from 'preact/hooks';
import { Explain } from '../explanations/explain.tsx';
import { mergedSteps } from '../steps/merged-steps.ts';
import type { ViewedRun } from '../viewed-run.ts';
import { ChartCard } from './chart-card.tsx';
import { ratioScale } from './picture-settings.ts';
import { deviationReadout } from './readouts.ts';
import type { SharedRatios } from './shared-ratios.ts';

interface Props {
  readonly runs: readonly ViewedRun[];
  readonly shared: SharedRatios;
}

/** Mean |r_l − 1| by kind of block, all runs in one picture. */
export function DeviationCard({ runs, shared: { all } }: Props) {
  const scale = ratioScale.value;
  const draw = useCallback((options: ChartOptions) => ratioCurves(all(), { ...options, scale }), [all, scale]);
  const table = useCallback(() => deviationTable(all()), [all]);
  const readout = useCallback((step: number | null) => deviationReadout(runs, step), [runs]);
  const steps = useMemo(() => mergedSteps(runs.map(({ norms }) => norms.steps)), [runs]);
  return (
    <ChartCard
      name="distance from norm preservation"
      file={[...runs.map(({ name }) => name), 'mean-deviation']}
      draw={draw}
      table={table}
      steps={steps}
      readout={readout}
    >
      <Explain of="deviation" />
    </ChartCard>
  );
}
