import { accuracyChart, accuracyTable, type ChartOptions, lossChart, lossTable } from '@procrustes/charts';
import { useCallback, useMemo } from 'preact/hooks';
import { Explain } from '../explanations/explain.tsx';
import { mergedSteps } from '../steps/merged-steps.ts';
import type { ViewedRun } from '../viewed-run.ts';
import { ChartCard } from './chart-card.tsx';
import { learningReadout } from './readouts.ts';

interface Props {
  readonly runs: readonly ViewedRun[];
  readonly quantity: 'loss' | 'accuracy';
}

const charts = { loss: lossChart, accuracy: accuracyChart } as const;
const tables = { loss: lossTable, accuracy: accuracyTable } as const;

/** Loss or accuracy against the step, all runs in one picture. */
export function LearningCard({ runs, quantity }: Props) {
  const named = useMemo(() => runs.map((run) => ({ name: run.name, run })), [runs]);
  const draw = useCallback((options: ChartOptions) => charts[quantity](named, options), [named, quantity]);
  const table = useCallback(() => tables[quantity](named), [named, quantity]);
  const readout = useCallback((step: number | null) => learningReadout(runs, quantity, step), [runs, quantity]);
  const steps = useMemo(() => mergedSteps(runs.map(({ metrics }) => metrics.map(({ step }) => step))), [runs]);
  return (
    <ChartCard
      name={quantity}
      file={[...runs.map(({ name }) => name), quantity]}
      draw={draw}
      table={table}
      steps={steps}
      readout={readout}
    >
      <Explain of={quantity} />
    </ChartCard>
  );
}
