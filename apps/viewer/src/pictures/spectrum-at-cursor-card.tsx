import { type ChartOptions, spectrumHistogram, spectrumHistogramTable } from '@procrustes/charts';
import { useCallback, useId, useMemo, useState } from 'preact/hooks';
import { cursor } from '../cursor.ts';
import { recordAt } from '../steps/record-at.ts';
import type { ViewedRun } from '../viewed-run.ts';
import { ChartCard } from './chart-card.tsx';

/** How the singular values of one parameter lie around their target before and after its last projection until the cursor's step. */
export function SpectrumAtCursorCard({ run }: { readonly run: ViewedRun }) {
  const { name, projections } = run;
  const parameters = useMemo(
    () => [...new Set(projections.flatMap(({ receipts }) => receipts.map(({ parameter }) => parameter)))],
    [projections, projections.length],
  );
  const [chosen, setChosen] = useState('');
  const id = useId();
  const parameter = parameters.includes(chosen) ? chosen : (parameters[0] ?? '');
  const record = recordAt(projections, cursor.value, ({ step }) => step);
  const step = projections[record]?.step ?? 0;
  // The rest of the run is not in the picture.
  const projected = useMemo(() => ({ projections }), [projections, projections.length]);
  const draw = useCallback(
    (options: ChartOptions) => spectrumHistogram(projected, parameter, { ...options, step }),
    [projected, parameter, step],
  );
  const table = useCallback(() => spectrumHistogramTable(projected, parameter, { step }), [projected, parameter, step]);
  if (projections.length === 0) return null;
  return (
    <ChartCard
      name={`spectrum of ${name}`}
      file={[name, parameter, 'spectrum', `step-${step}`]}
      draw={draw}
      table={table}
      interval={60}
    >
      <div class="picture-controls">
        <label for={id}>Parameter</label>
        <select id={id} value={parameter} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
          {parameters.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </div>
    </ChartCard>
  );
}
