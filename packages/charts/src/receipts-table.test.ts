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
    expect(table.querySelectorAll('th[scope="col"]').length).toBe(11);
    expect(table.querySelector('caption')?.textContent).toContain('σ = √(nout / nin)');
    expect(table.querySelector('[role="region"]')?.getAttribute('tabindex')).toBe('0');
  });

  it('says when a run projected nothing', () => {
    expect(receiptsTable({ name: 'net', run: sampleRun({ steps: 9 }) }, { document }).textContent).toContain(
      'projected no parameter',
    );
  });
});
