import { describe, expect, it } from 'vitest';
import type { NamedRun } from './named-run.ts';
import { createDocument } from './node/create-document.ts';
import { runReport } from './run-report.ts';
import { sampleRun } from './testing/sample-run.ts';

const report = (...runs: NamedRun[]) => runReport(runs, { document: createDocument() });
const pair: NamedRun[] = [
  { name: 'resnet-164', run: sampleRun() },
  { name: 'procresnet-166', run: sampleRun({ projected: true }) },
];
const attack = '<script>alert(1)</script>';

describe('runReport', () => {
  const page = report(...pair);

  it('is one page that loads nothing and runs nothing', () => {
    expect(page.startsWith('<!doctype html>\n<html lang="en">')).toBe(true);
    expect(page).not.toMatch(/<script|javascript:|<link|<iframe|<object|<img|@import|\son\w+=/i);
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|\/\/\w/);
    expect(page.match(/url\([^)]*\)/g)?.every((reference) => reference.startsWith('url(#')) ?? true).toBe(true);
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
    );
  });

  it('has the headline numbers, every picture of each run, and the settings', () => {
    for (const heading of [
      'Results',
      'Norm ratios of resnet-164',
      'Norm ratios of procresnet-166',
      'Distance from norm preservation',
      'Distribution of the norm ratios',
      'Blocks of resnet-164',
      'Gradient norm along the net',
      'Loss',
      'Accuracy',
      'Projections of procresnet-166',
      'Settings',
    ]) {
      expect(page).toContain(`>${heading}</h`);
    }
    for (const text of ['identity blocks', 'transitions', 'wasm on x86-64 with SIMD', '864,778', 'tfjs-core 4.22.0'])
      expect(page).toContain(text);
    expect(page.match(/<h1>/g)?.length).toBe(1);
  });

  it('takes less than 1.5 MB for 27 blocks and 200 steps of two runs, and is the same each time', () => {
    expect(page.length).toBeLessThan(1.5e6);
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const withoutIds = (text: string) => text.replace(/plot-clip-\d+/g, '');
    expect(withoutIds(report(...pair))).toBe(withoutIds(page));
  });

  it('labels synthetic data wherever it appears, and nothing else', () => {
    expect(page).not.toMatch(/synthetic data/i);
    const synthetic = report({ name: 'toy', run: sampleRun({ steps: 5, synthetic: true }) });
    expect(synthetic.match(/SYNTHETIC DATA/g)?.length).toBe(2);
  });

  it('shows text from runs as text', () => {
    const run = sampleRun({ steps: 5, model: attack });
    const description = {
      ...run.description,
      versions: { [attack]: '"><b onload=x>' },
      backend: { ...run.description.backend, device: attack },
    };
    const norms = run.norms.map((record) => ({ ...record, sites: record.sites.map((site) => `${attack}${site}`) }));
    const attacked = report({ name: attack, run: { ...run, description, norms, warnings: [attack] } });
    const parsed = new ParsedPage(attacked);
    expect(parsed.count('script')).toBe(0);
    expect(parsed.count('b')).toBe(0);
    expect(parsed.text('h1')).toBe(attack);
    expect(parsed.text('title')).toContain(attack);
    // Negative control: the same parser does see a script that was not escaped.
    expect(new ParsedPage(attacked.replace('&lt;script&gt;', '<script>')).count('script')).toBe(1);
  });

  it('stands a run that diverged, one that has not begun, and two of one name', () => {
    const unusual = report(
      { name: 'same', run: sampleRun({ steps: 20, divergesAt: 7 }) },
      { name: 'same', run: sampleRun({ steps: 20, divergesAt: 0 }) },
      { name: 'new', run: { ...sampleRun({ steps: 1 }), metrics: [], validation: [], norms: [], projections: [] } },
    );
    expect(unusual).toContain('same diverged: its loss is not finite from step 7 on.');
    expect(unusual).toContain('Norm ratios of same (2)');
    expect(unusual).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('refuses to be about nothing', () => {
    expect(() => report()).toThrow('got none');
  });
});

/** Reads a page as a browser does, with text decoded. */
class ParsedPage {
  readonly #document: Document;

  constructor(page: string) {
    const document = createDocument();
    document.documentElement.innerHTML = page.slice(page.indexOf('<head>'), page.lastIndexOf('</html>'));
    this.#document = document;
  }

  count(name: string): number {
    return this.#document.documentElement.querySelectorAll(name).length;
  }

  text(name: string): string {
    return this.#document.documentElement.querySelector(name)?.textContent ?? '';
  }
}
