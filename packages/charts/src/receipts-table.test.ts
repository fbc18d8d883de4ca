import { describe, expect, it } from 'vitest';
import { createDocument } from './node/create-document.ts';
import { receiptsTable } from './receipts-table.ts';
import { sampleRun } from './testing/sample-run.ts';

const document = createDocument();

describe('receiptsTable', () => {
  it('has a row for each parameter, with its latest receipt and how often it was projected', () => {
    const table = receiptsTable({ name: 'net', run: sampleRun({ steps: 9, projected: true }) }, { document });
    const rows = [...table.querySelectorAll('tbody tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent),
    );
    expect(rows.map(([parameter]) => parameter)).toEqual(['stem.weight', 'transition1.weight', 'transition2.weight']);
    // Steps 0, 2, 4, 6 and 8.
    expect(rows[0]?.slice(1, 3)).toEqual(['5', '8']);
    expect(rows[0]).toContain('10 (not converged)');
    expect(rows[1]).not.toContain('10 (not converged)');
  });

  it('can be read by row and column, and be scrolled by keyboard', () => {
    const table = receiptsTable({ name: 'net', run: sampleRun({ steps: 9, projected: true }) }, { document });
    expect(table.querySelectorAll('th[scope="row"]').length).toBe(3);
    expect(table.querySelectorAll('th[scope="col"]').length).toBe(12);
    expect(table.querySelector('caption')?.textContent).toContain(
      'towards the target σ, √(output dimension / rank) unless declared otherwise',
    );
    expect(table.querySelector('[role="region"]')?.getAttribute('tabindex')).toBe('0');
  });

  it('marks what the reference recipe did, and nothing else', () => {
    const run = sampleRun({ steps: 9, projected: true });
    const mixed = run.projections.map(({ step, receipts }) => ({
      step,
      receipts: receipts.map((receipt, index) => ({
        ...receipt,
        mode: index === 1 ? ('reference' as const) : receipt.mode,
      })),
    }));
    const table = receiptsTable({ name: 'net', run: { ...run, projections: mixed } }, { document });
    const rows = [...table.querySelectorAll('tbody tr')].map((row) => row.querySelector('.marked')?.textContent);
    expect(rows).toEqual([undefined, 'REFERENCE', undefined]);
    expect(table.querySelector('caption')?.textContent).toContain('for comparison only');
    const exact = receiptsTable({ name: 'net', run }, { document });
    expect(exact.textContent).not.toMatch(/reference/i);
    expect(exact.querySelectorAll('.marked').length).toBe(0);
  });

  it('shows the histograms and the gap to zero padding where the receipts have them', () => {
    const run = sampleRun({ steps: 1, projected: true });
    const plain = receiptsTable({ name: 'net', run }, { document });
    expect(plain.querySelectorAll('svg').length).toBe(0);
    expect(plain.textContent).toContain('not measured');
    const histogram = Array.from({ length: 21 }, (_, bin) => (bin === 10 ? 64 : 0));
    const projections = run.projections.map(({ step, receipts }) => ({
      step,
      receipts: receipts.map((receipt) => ({
        ...receipt,
        paddingGap: 0.25,
        before: { ...receipt.before, histogram },
        after: { ...receipt.after, histogram },
      })),
    }));
    const table = receiptsTable({ name: 'net', run: { ...run, projections } }, { document });
    expect(table.querySelectorAll('tbody svg').length).toBe(6);
    expect(table.querySelector('tbody svg')?.getAttribute('aria-label')).toBe('100 % near 1.0 σ');
    expect(table.textContent).toContain('0.250 σ');
  });

  it('says when a run projected nothing', () => {
    expect(receiptsTable({ name: 'net', run: sampleRun({ steps: 9 }) }, { document }).textContent).toContain(
      'projected no parameter',
    );
  });
});
