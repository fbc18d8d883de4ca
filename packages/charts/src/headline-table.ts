import { element } from './element.ts';
import { formula } from './formula.ts';
import type { NamedRun } from './named-run.ts';
import { numberText, percentText } from './number-text.ts';
import { ratioKinds } from './run-ratios.ts';
import { scrollingTable } from './scrolling-table.ts';
import { finalSteps, summariseRun } from './summarise-run.ts';

const plural = { identity: 'identity blocks', transition: 'transitions', plain: 'plain blocks' };

/** The numbers of {@link summariseRun}, one row for each run. */
export function headlineTable(runs: readonly NamedRun[], document: Document): HTMLElement {
  const summaries = runs.map(({ name, run }) => ({ name, ...summariseRun(run) }));
  const kinds = ratioKinds.filter((kind) => summaries.some(({ deviation }) => kind in deviation));
  const columns = [
    'Run',
    ...kinds.map((kind) => element(document, 'span', {}, ...formula(document, `Mean |r_l − 1|, ${plural[kind]}`))),
    'Training loss',
    'Validation accuracy',
    'Steps',
    'Seconds',
  ];
  const rows = summaries.map(({ name, deviation, loss, validationAccuracy, steps, seconds }) => [
    name,
    ...kinds.map((kind) => (kind in deviation ? numberText(deviation[kind]) : '–')),
    numberText(loss, 4),
    percentText(validationAccuracy),
    numberText(steps),
    numberText(seconds),
  ]);
  const notes = summaries.flatMap(({ name, divergedAt, ratiosLeftOut }) => [
    ...(divergedAt === null ? [] : [`${name} diverged: its loss is not finite from step ${divergedAt} on.`]),
    ...(ratiosLeftOut === 0
      ? []
      : [`${name}: ${numberText(ratiosLeftOut)} ratios were not finite and are left out of the means.`]),
  ]);
  const caption = formula(
    document,
    `r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖, so |r_l − 1| = 0 where block l keeps the norm of the gradient; averaged over the blocks of a kind and all recorded steps. Training loss: mean of the last ${finalSteps} steps.`,
  );
  const table = scrollingTable(document, { name: 'Results', caption, columns, rows });
  return element(
    document,
    'div',
    {},
    table,
    ...notes.map((note) => element(document, 'p', { class: 'warning' }, note)),
  );
}
