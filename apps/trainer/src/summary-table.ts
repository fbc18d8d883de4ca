import { summariseRun } from '@procrustes/charts';
import type { Run } from '@procrustes/runs';
import { table } from './terminal.ts';

const fixed = (value: number | null | undefined, digits: number) =>
  value === null || value === undefined ? '–' : value.toFixed(digits);

const percent = (share: number | null) => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);

/** What some runs came to, one row each. */
export function summaryTable(runs: readonly Run[]): string {
  return table(
    [
      'model',
      'mean |r−1|, identity blocks',
      'mean |r−1|, transitions',
      'final loss',
      'validation accuracy',
      'steps',
      'backend',
      'seconds',
    ],
    runs.map((run) => {
      const { deviation, loss, validationAccuracy, steps, seconds } = summariseRun(run);
      const { model, backend, data, projection } = run.description;
      return [
        [model.name, data.synthetic && '(synthetic data)', projection.mode === 'reference' && '(reference projection)']
          .filter(Boolean)
          .join(' '),
        fixed(deviation.identity ?? deviation.plain, 3),
        fixed(deviation.transition, 3),
        fixed(loss, 3),
        percent(validationAccuracy),
        steps,
        backend.name,
        seconds.toFixed(0),
      ];
    }),
  );
}

/** The same for programs. */
export function summaryJson(run: Run) {
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
