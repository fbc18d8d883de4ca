import { type ChartOptions, ratioRaster, ratioTable } from '@procrustes/charts';
import { useCallback } from 'preact/hooks';
import { Explain } from '../explanations/explain.tsx';
import type { ViewedRun } from '../viewed-run.ts';
import { ChartCard, type PointedBlocks } from './chart-card.tsx';
import { ratioScale } from './picture-settings.ts';
import { cellReadout, ratioReadout } from './readouts.ts';
import type { SharedRatios } from './shared-ratios.ts';

interface Props {
  readonly run: ViewedRun;
  readonly index: number;
  readonly shared: SharedRatios;
}

/** r_l of every block at every step of a run, as colours that all runs share. */
export function HeatmapCard({ run: { name, norms }, index, shared: { of, limit } }: Props) {
  const scale = ratioScale.value;
  const draw = useCallback(
    (options: ChartOptions) => ratioRaster(of(index), { ...options, scale, limit: limit() }),
    [of, limit, index, scale],
  );
  const table = useCallback(() => ratioTable(of(index)), [of, index]);
  const readout = useCallback(
    (step: number | null, blocks: PointedBlocks | null) =>
      blocks === null ? ratioReadout(norms, step) : cellReadout(of(index), blocks, step),
    [norms, of, index],
  );
  return (
    <ChartCard
      name={`norm ratios of ${name}`}
      file={[name, 'norm-ratios']}
      draw={draw}
      table={table}
      steps={norms.steps}
      readout={readout}
    >
      <Explain of="ratio" />
    </ChartCard>
  );
}
