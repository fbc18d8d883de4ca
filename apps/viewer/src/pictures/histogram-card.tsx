import { type ChartOptions, histogramTable, ratioHistogram } from '@procrustes/charts';
import { useCallback } from 'preact/hooks';
import { Explain } from '../explanations/explain.tsx';
import type { ViewedRun } from '../viewed-run.ts';
import { ChartCard } from './chart-card.tsx';
import type { SharedRatios } from './shared-ratios.ts';

interface Props {
  readonly runs: readonly ViewedRun[];
  readonly shared: SharedRatios;
}

/** How the ratios of all steps spread, all runs in one picture. */
export function HistogramCard({ runs, shared: { all } }: Props) {
  const draw = useCallback((options: ChartOptions) => ratioHistogram(all(), options), [all]);
  const table = useCallback(() => histogramTable(all()), [all]);
  return (
    <ChartCard
      name="distribution of the norm ratios"
      file={[...runs.map(({ name }) => name), 'distribution']}
      draw={draw}
      table={table}
      // It changes little and takes longest.
      interval={1000}
    >
      <Explain of="ratio" />
    </ChartCard>
  );
}
