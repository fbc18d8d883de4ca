import type { ProjectionReceipt } from '@procrustes/runs';
import { type Child, element } from './element.ts';
import type { NamedRun } from './named-run.ts';
import { numberText, percentText } from './number-text.ts';
import { scrollingTable } from './scrolling-table.ts';
import { spectrumBars } from './spectrum-bars.ts';

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
    'Gap to zero padding',
    'Rounds',
    'Time (ms)',
  ];
  const rows = latest.map(({ receipt, step, count, gap }): Child[] => [
    receipt.parameter,
    numberText(count),
    numberText(step),
    methodCell(receipt, document),
    numberText(receipt.sigma, 4),
    spectrumCell(receipt.before, document),
    spectrumCell(receipt.after, document),
    numberText(receipt.residual),
    percentText(receipt.cropLoss),
    gap === undefined ? 'not measured' : `${numberText(gap.value)} σ (step ${numberText(gap.step)})`,
    `${numberText(receipt.rounds)}${receipt.converged ? '' : ' (not converged)'}`,
    numberText(receipt.milliseconds),
  ]);
  const reference = latest.some(({ receipt }) => receipt.mode === 'reference')
    ? ' Rows marked REFERENCE show the recipe of the paper’s public releases, faults included, which is there for comparison only and does not reach its target.'
    : '';
  const caption = [
    `The latest receipt of each parameter. A projection moves the singular values of a layer towards the target σ, √(output dimension / rank) unless declared otherwise; σ before and after are the smallest and the largest of them, the bars how many lie near each tenth of the target (the tick).${reference}`,
  ];
  return element(
    document,
    'section',
    {},
    title,
    scrollingTable(document, { name: `Projections of ${name}`, caption, columns, rows }),
  );
}

/** How a parameter was projected; a reference row must not be taken for an exact one. */
function methodCell({ method, mode }: ProjectionReceipt, document: Document): Child {
  if (mode === 'exact') return `${method}, exact`;
  return element(document, 'span', {}, element(document, 'strong', { class: 'marked' }, 'REFERENCE'), ` ${method}`);
}

interface LatestReceipt {
  readonly receipt: ProjectionReceipt;
  readonly step: number;
  readonly count: number;
  /** As it was measured last; most receipts leave it out. */
  readonly gap?: { readonly value: number; readonly step: number };
}

function latestReceipts(projections: NamedRun['run']['projections']): LatestReceipt[] {
  const latest = new Map<string, LatestReceipt>();
  for (const { step, receipts } of projections) {
    for (const receipt of receipts) {
      const before = latest.get(receipt.parameter);
      const gap = receipt.paddingGap === undefined ? before?.gap : { value: receipt.paddingGap, step };
      latest.set(receipt.parameter, { receipt, step, count: (before?.count ?? 0) + 1, ...(gap && { gap }) });
    }
  }
  return [...latest.values()];
}

/** Smallest and largest singular value, and where the receipt has it the histogram of all. */
function spectrumCell({ min, max, histogram }: ProjectionReceipt['before'], document: Document): Child {
  const range = `${numberText(min, 4)} to ${numberText(max, 4)}`;
  return histogram === undefined ? range : element(document, 'span', {}, range, spectrumBars(histogram, { document }));
}
