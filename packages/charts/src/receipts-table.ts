import type { ProjectionReceipt } from '@procrustes/runs';
import { type Child, element } from './element.ts';
import { formula } from './formula.ts';
import type { NamedRun } from './named-run.ts';
import { numberText, percentText } from './number-text.ts';
import { scrollingTable } from './scrolling-table.ts';

/** The latest projection receipt of each parameter of a run, and how often each was projected. */
export function receiptsTable({ name, run }: NamedRun, { document }: { document: Document }): HTMLElement {
  const title = element(document, 'h3', {}, `Projections of ${name}`);
  const latest = latestReceipts(run.projections);
  if (latest.length === 0) {
    const note = element(document, 'p', { class: 'chart-note' }, 'This run projected no parameter.');
    return element(document, 'section', {}, title, note);
  }
  const columns = [
    'Parameter',
    'Projections',
    'Latest, at step',
    'Method',
    'Target σ',
    'σ before',
    'σ after',
    'Residual',
    'Energy lost in the crop',
    'Rounds',
    'Time (ms)',
  ];
  const rows = latest.map(({ receipt, step, count }): Child[] => [
    receipt.parameter,
    numberText(count),
    numberText(step),
    `${receipt.method}, ${receipt.mode}`,
    numberText(receipt.sigma, 4),
    range(receipt.before),
    range(receipt.after),
    numberText(receipt.residual),
    percentText(receipt.cropLoss),
    `${numberText(receipt.rounds)}${receipt.converged ? '' : ' (not converged)'}`,
    numberText(receipt.milliseconds),
  ]);
  const caption = formula(
    document,
    'A projection sets every singular value of a convolution to σ = √(n_{out} / n_{in}); the latest receipt of each parameter.',
  );
  return element(
    document,
    'section',
    {},
    title,
    scrollingTable(document, { name: `Projections of ${name}`, caption, columns, rows }),
  );
}

interface LatestReceipt {
  readonly receipt: ProjectionReceipt;
  readonly step: number;
  readonly count: number;
}

function latestReceipts(projections: NamedRun['run']['projections']): LatestReceipt[] {
  const latest = new Map<string, LatestReceipt>();
  for (const { step, receipts } of projections) {
    for (const receipt of receipts) {
      latest.set(receipt.parameter, { receipt, step, count: (latest.get(receipt.parameter)?.count ?? 0) + 1 });
    }
  }
  return [...latest.values()];
}

const range = ({ min, max }: ProjectionReceipt['before']): string => `${numberText(min, 4)} to ${numberText(max, 4)}`;
