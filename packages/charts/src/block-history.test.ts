import { describe, expect, it } from 'vitest';
import { blockHistory, blockHistoryTable } from './block-history.ts';
import { createDocument } from './node/create-document.ts';
import { runRatios } from './run-ratios.ts';
import { normTable } from './testing/norm-table.ts';
import { sampleRun } from './testing/sample-run.ts';

const document = createDocument();
const { norms } = sampleRun({ steps: 30, blocksPerStage: 2, divergesAt: 25 });
const table = normTable(norms);

describe('blockHistoryTable', () => {
  it('has the norms of the site and the ratio of its block at every step', () => {
    const { rows } = blockHistoryTable(table, 'layer2.1');
    const tap = table.sites.indexOf('layer2.1');
    const ratios = runRatios('net', norms);
    const block = ratios.blocks.findIndex(({ site }) => site === 'layer2.1');
    expect(rows.length).toBe(30);
    for (const [step, record] of norms.entries()) {
      const ratio = ratios.values[step * ratios.blocks.length + block];
      expect(rows[step]).toEqual([step, record.gradient[tap], record.activation[tap], ratio]);
    }
  });

  it('leaves empty what is not there', () => {
    expect(blockHistoryTable({ ...table, activation: null }, 'stem').rows[0]?.slice(2)).toEqual(['', '']);
    expect(() => blockHistoryTable(table, 'layer9.9')).toThrow('no block ends at layer9.9');
  });
});

describe('blockHistory', () => {
  it.each(['gradient', 'activation', 'ratio'] as const)('draws the %s of a run that diverged', (quantity) => {
    for (const scale of ['log', 'linear'] as const) {
      const figure = blockHistory(table, 'layer1.1', { document, quantity, scale });
      expect(figure.querySelectorAll('g[aria-label="line"] path').length).toBe(1);
      expect(figure.querySelector('svg')?.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
      expect(figure.querySelector('h3')?.textContent).toContain('layer1.1');
    }
  });

  it('says when there is nothing to draw', () => {
    const none = blockHistory({ ...table, activation: null }, 'stem', { document, quantity: 'activation' });
    expect(none.textContent).toContain('Nothing was recorded');
    expect(blockHistory(table, 'stem', { document, quantity: 'ratio' }).textContent).toContain('Nothing was recorded');
  });
});
