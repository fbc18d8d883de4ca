import { type ChartOptions, normProfile, profileTable } from '@procrustes/charts';
import { useCallback, useMemo } from 'preact/hooks';
import { cursor } from '../cursor.ts';
import { Explain } from '../explanations/explain.tsx';
import { mergedSteps } from '../steps/merged-steps.ts';
import type { ViewedRun } from '../viewed-run.ts';
import { ChartCard } from './chart-card.tsx';
import { ratioScale } from './picture-settings.ts';
import { profileReadout } from './readouts.ts';

/** The gradient's norm along the net at the cursor's step, all runs in one picture. */
export function ProfileCard({ runs }: { readonly runs: readonly ViewedRun[] }) {
  const scale = ratioScale.value;
  const newest = useMemo(() => mergedSteps(runs.map(({ norms }) => norms.steps)).at(-1) ?? 0, [runs]);
  const step = cursor.value ?? newest;
  const named = useMemo(() => runs.map((run) => ({ name: run.name, run })), [runs]);
  const draw = useCallback(
    (options: ChartOptions) => normProfile(named, { ...options, scale, step }),
    [named, scale, step],
  );
  const table = useCallback(() => profileTable(named, { step }), [named, step]);
  const readout = useCallback((at: number | null) => profileReadout(runs, at), [runs]);
  return (
    <ChartCard
      name="gradient norm along the net"
      file={[...runs.map(({ name }) => name), 'gradient-norms']}
      draw={draw}
      table={table}
      readout={readout}
      // It follows the scrubber.
      interval={50}
    >
      <Explain of="gradient" />
    </ChartCard>
  );
}
