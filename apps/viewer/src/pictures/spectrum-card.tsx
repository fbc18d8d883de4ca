import { type ChartOptions, spectraCurves, spectraTable } from '@procrustes/charts';
import { useCallback, useMemo } from 'preact/hooks';
import { Explain } from '../explanations/explain.tsx';
import type { ViewedRun } from '../viewed-run.ts';
import { ChartCard } from './chart-card.tsx';
import { ratioScale } from './picture-settings.ts';
import { spectrumReadout } from './readouts.ts';
import { useSame } from './use-same.ts';

/** The singular values of what a run projects, before and after, against the step. */
export function SpectrumCard({ run }: { readonly run: ViewedRun }) {
  const { name, projections } = run;
  const scale = ratioScale.value;
  const key = useSame([name, projections, projections.length]);
  // The rest of the run is not in the picture.
  const named = useMemo(() => ({ name, run }), [key]);
  const draw = useCallback((options: ChartOptions) => spectraCurves(named, { ...options, scale }), [named, scale]);
  const table = useCallback(() => spectraTable([named]), [named]);
  const readout = useCallback((step: number | null) => spectrumReadout(named.run.projections, step), [named]);
  const steps = useMemo(() => projections.map(({ step }) => step), [key]);
  if (projections.length === 0) return null;
  return (
    <ChartCard
      name={`singular values of ${name}`}
      file={[name, 'singular-values']}
      draw={draw}
      table={table}
      steps={steps}
      readout={readout}
    >
      <Explain of="sigma" />
    </ChartCard>
  );
}
