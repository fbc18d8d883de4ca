import type { ChartedRun } from '@procrustes/charts';
import { table } from './terminal.ts';

const fixed = (value: number | null | undefined, digits: number) =>
  value === null || value === undefined ? '–' : value.toFixed(digits);

const percent = (share: number | null) => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);

/** What some runs came to, one column each: it fits a terminal of 80 columns. */
export async function summaryTable(runs: readonly ChartedRun[]): Promise<string> {
  const { finalSteps, summariseRun } = await import('@procrustes/charts');
  const columns = runs.map((run) => {
    const { deviation, loss, validationAccuracy, steps, seconds } = summariseRun(run);
    const { model, backend, data, projection } = run.description;
    return {
      model: model.name,
      data: data.synthetic ? 'SYNTHETIC DATA' : data.dataset,
      projection: projection.mode === 'reference' ? 'reference (for comparison only)' : projection.mode,
      'mean |r−1|, identity blocks': fixed(deviation.identity, 3),
      'mean |r−1|, transitions': fixed(deviation.transition, 3),
      ...(deviation.plain !== undefined && { 'mean |r−1|, plain blocks': fixed(deviation.plain, 3) }),
      [`training loss, last ${finalSteps} steps`]: fixed(loss, 3),
      'validation accuracy': percent(validationAccuracy),
      steps: String(steps),
      backend: backend.name,
      seconds: seconds.toFixed(0),
    } as Readonly<Record<string, string>>;
  });
  const [, ...quantities] = [...new Set(columns.flatMap((column) => Object.keys(column)))];
  return table(
    ['', ...columns.map(({ model }) => model as string)],
    quantities.map((quantity) => [quantity, ...columns.map((column) => column[quantity] ?? '–')]),
  );
}

/** The same for programs. */
export async function summaryJson(run: ChartedRun) {
  const { summariseRun } = await import('@procrustes/charts');
  const { deviation, loss, validationAccuracy, validationLoss, steps, seconds } = summariseRun(run);
  const { model, backend, data, projection } = run.description;
  return {
    model: model.name,
    dataset: data.dataset,
    synthetic: data.synthetic,
    projection: projection.mode,
    steps,
    meanDeviation: deviation,
    loss,
    validationLoss,
    validationAccuracy,
    backend: backend.name,
    seconds,
  };
}
