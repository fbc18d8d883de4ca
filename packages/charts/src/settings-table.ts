import { type Child, element } from './element.ts';
import type { NamedRun } from './named-run.ts';
import { numberText } from './number-text.ts';
import { scrollingTable } from './scrolling-table.ts';

/** How each run was made, one column for each. */
export function settingsTable(runs: readonly NamedRun[], document: Document): HTMLElement {
  const descriptions = runs.map(({ run }) => run.description);
  type Description = (typeof descriptions)[number];
  const row = (heading: string, cell: (description: Description) => Child): Child[] => [
    heading,
    ...descriptions.map(cell),
  ];
  const rows = [
    row('Model', ({ model }) => model.name),
    row('Blocks per stage', ({ model }) => numberText(model.blocksPerStage)),
    row('Parameters', ({ model }) => model.parameters.toLocaleString('en-GB')),
    row('Convolutions', ({ model }) => numberText(model.convolutions)),
    row('Data', ({ data }) =>
      data.synthetic ? syntheticLabel(document, `SYNTHETIC DATA (${data.dataset})`) : data.dataset,
    ),
    row(
      'Images',
      ({ data }) => `${numberText(data.trainImages)} training, ${numberText(data.validationImages)} validation`,
    ),
    row('Augmentation', ({ data: { augmentation } }) => augmentationText(augmentation)),
    row('Batch size', ({ batchSize }) => numberText(batchSize)),
    row('Steps planned', ({ steps }) => numberText(steps)),
    row('Seed', ({ seed }) => String(seed)),
    row('Optimiser', ({ optimizer }) => optimizerText(optimizer)),
    row('Projection', ({ projection: { mode, probability } }) =>
      mode === 'off' ? 'off' : `${mode}, with probability ${probability} after a step`,
    ),
    row('Recomputed', ({ recompute = 'none' }) => recomputeText(recompute)),
    row('Backend', ({ backend }) => backendText(backend)),
    row('Created', ({ created }) => created),
  ];
  return scrollingTable(document, {
    name: 'Settings',
    caption: ['How each run was made.'],
    columns: ['Setting', ...runs.map(({ name }) => name)],
    rows,
  });
}

/** A label that cannot be overlooked. */
export const syntheticLabel = (document: Document, text: string): HTMLElement =>
  element(document, 'strong', { class: 'synthetic' }, text);

type Description = NamedRun['run']['description'];

function augmentationText({ flip, crop }: Description['data']['augmentation']): string {
  const parts = [...(flip ? ['flip'] : []), ...(crop === 'none' ? [] : [`random crop, padded with ${crop}`])];
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function optimizerText({
  learningRate,
  momentum,
  nesterov,
  weightDecay,
  milestones,
  decay,
}: Description['optimizer']): string {
  const schedule = milestones.length === 0 ? '' : `, × ${decay} at epochs ${milestones.join(', ')}`;
  return `SGD, rate ${learningRate}${schedule}, momentum ${momentum}${nesterov ? ' (Nesterov)' : ''}, weight decay ${weightDecay}`;
}

function recomputeText(recompute: NonNullable<Description['recompute']>): string {
  switch (recompute) {
    case 'none':
      return 'nothing';
    case 'auto':
      return 'segments of about √blocks';
    case 'block':
    case 1:
      return 'each block';
    default:
      return `segments of ${numberText(recompute)} blocks`;
  }
}

function backendText({ name, device, precision, threads }: Description['backend']): string {
  const count = threads === null ? '' : `, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return `${name} on ${device}, ${precision}${count}`;
}
