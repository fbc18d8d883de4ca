import { blockCurves, type ChartOptions, ratioTable } from '@procrustes/charts';
import { useCallback } from 'preact/hooks';
import { Explain } from '../explanations/explain.tsx';
import type { ViewedRun } from '../viewed-run.ts';
import { ChartCard } from './chart-card.tsx';
import { bandGamma, ratioScale, showsBand } from './picture-settings.ts';
import { ratioReadout } from './readouts.ts';
import type { SharedRatios } from './shared-ratios.ts';

interface Props {
  readonly run: ViewedRun;
  readonly index: number;
  readonly shared: SharedRatios;
}

/** r_l of every block of a run against the step, over the theorem's band. */
export function CurvesCard({ run: { name, norms }, index, shared: { of, domain } }: Props) {
  const scale = ratioScale.value;
  const gamma = showsBand.value ? bandGamma.value : undefined;
  const draw = useCallback(
    (options: ChartOptions) =>
      blockCurves(of(index), {
        ...options,
        scale,
        domain: domain(),
        ...(gamma === undefined ? {} : { band: { gamma } }),
      }),
    [of, domain, index, scale, gamma],
  );
  const table = useCallback(() => ratioTable(of(index)), [of, index]);
  const readout = useCallback((step: number | null) => ratioReadout(norms, step), [norms]);
  return (
    <ChartCard
      name={`blocks of ${name}`}
      file={[name, 'blocks']}
      draw={draw}
      table={table}
      steps={norms.steps}
      readout={readout}
    >
      <Explain of="band" />
    </ChartCard>
  );
}
