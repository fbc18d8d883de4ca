import { type BlockQuantity, blockHistory, blockHistoryTable, type ChartOptions } from '@procrustes/charts';
import { useCallback } from 'preact/hooks';
import { Explain } from '../explanations/explain.tsx';
import type { ViewedRun } from '../viewed-run.ts';
import { ChartCard } from './chart-card.tsx';
import { ratioScale } from './picture-settings.ts';
import { blockReadout } from './readouts.ts';

interface Props {
  readonly run: ViewedRun;
  /** The place of the run among those that are shown together. */
  readonly index: number;
  /** The index of the site at which the block ends. */
  readonly site: number;
  readonly quantity: BlockQuantity;
}

const names: Record<BlockQuantity, string> = {
  ratio: 'ratio',
  gradient: 'gradient norm',
  activation: 'activation norm',
};

/** One quantity of a block over the training. */
export function BlockHistoryCard({ run: { name, norms }, index, site, quantity }: Props) {
  const scale = ratioScale.value;
  const ends = norms.sites[site] ?? '';
  const draw = useCallback(
    (options: ChartOptions) => blockHistory(norms, ends, { ...options, scale, quantity, run: index }),
    [norms, ends, scale, quantity, index],
  );
  const table = useCallback(() => blockHistoryTable(norms, ends), [norms, ends]);
  const readout = useCallback((step: number | null) => blockReadout(norms, site, step), [norms, site]);
  return (
    <ChartCard
      name={`${names[quantity]} of ${ends}`}
      file={[name, ends, quantity]}
      draw={draw}
      table={table}
      steps={norms.steps}
      readout={readout}
    >
      <Explain of={quantity} />
    </ChartCard>
  );
}
