import { type ChartOptions, receiptsTable, spectraTable } from '@procrustes/charts';
import { useCallback, useMemo } from 'preact/hooks';
import { cursor } from '../cursor.ts';
import { recordAt } from '../steps/record-at.ts';
import type { ViewedRun } from '../viewed-run.ts';
import { ChartCard } from './chart-card.tsx';

interface Props {
  readonly run: ViewedRun;
  /** Shows only parameters whose names begin so; all where it is left out. */
  readonly prefix?: string;
}

/** The last projection of each parameter until the cursor's step. */
export function ReceiptsCard({ run, prefix = '' }: Props) {
  const { name, projections } = run;
  const chosen = useMemo(
    () =>
      prefix === ''
        ? projections
        : projections.flatMap(({ step, receipts }) => {
            const own = receipts.filter(({ parameter }) => parameter.startsWith(prefix));
            return own.length === 0 ? [] : [{ step, receipts: own }];
          }),
    [projections, projections.length, prefix],
  );
  const end = recordAt(chosen, cursor.value, ({ step }) => step) + 1;
  const shown = useMemo(
    () => ({ name, run: { ...run, projections: chosen.slice(0, end) } }),
    // The rest of the run is not in the table.
    [name, chosen, end],
  );
  const waits = chosen.length > 0 && end === 0;
  const draw = useCallback(
    (options: ChartOptions) => (waits ? notYet(options.document, name) : receiptsTable(shown, options)),
    [shown, waits, name],
  );
  const table = useCallback(() => spectraTable([shown]), [shown]);
  if (chosen.length === 0) {
    const what = prefix === '' ? name : 'this block';
    return <p class="chart-note">No parameter of {what} was projected.</p>;
  }
  return (
    <ChartCard
      name={`projections of ${prefix === '' ? name : prefix.slice(0, -1)}`}
      file={[name, 'projections']}
      draw={draw}
      table={table}
      interval={60}
    />
  );
}

function notYet(document: Document, name: string): HTMLElement {
  const section = document.createElement('section');
  const title = document.createElement('h3');
  title.textContent = `Projections of ${name}`;
  const note = document.createElement('p');
  note.className = 'chart-note';
  note.textContent = 'Nothing had been projected at this step.';
  section.append(title, note);
  return section;
}
