import { parseHTML } from 'linkedom';
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
const hostile = [
  'a</title><img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  `"><img src=x onerror='alert(1)'><svg onload=alert(1)>`,
  '</style></svg></h1></td><a href="javascript:alert(1)">b</a>',
  '<!-- <b> ]]> &lt;img src=x&gt;',
  "' onload='alert(1)' <b",
];

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

  it.each([
    [undefined, 'nothing'],
    ['none', 'nothing'],
    ['auto', 'segments of about √blocks'],
    ['block', 'each block'],
    [12, 'segments of 12 blocks'],
  ] as const)('says of a run with recompute %j that it recomputes %s', (recompute, text) => {
    const run = sampleRun();
    const { document } = parseHTML(
      report({ name: 'a', run: { ...run, description: { ...run.description, ...(recompute && { recompute }) } } }),
    );
    const row = [...document.querySelectorAll('tr')].find((found) => found.textContent.startsWith('Recomputed'));
    expect(row?.textContent).toBe(`Recomputed${text}`);
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

  it.each(hostile)('shows text from runs as text: %s', (text) => {
    const run = hostileRun(text);
    const attacked = report({ name: text, run }, { name: text, run: { ...run, projections: [] } });
    const parsed = parsePage(attacked);
    for (const name of ['script', 'img', 'iframe', 'a', 'b', 'math', 'foreignObject', 'form', 'link', 'base']) {
      expect(parsed.querySelectorAll(name).length, name).toBe(0);
    }
    const attributes = [...parsed.querySelectorAll('*')].flatMap((one) => one.getAttributeNames());
    expect(attributes.filter((attribute) => attribute.startsWith('on'))).toEqual([]);
    // Every element is one that the same report of harmless names has too.
    const harmless = hostileRun('harmless');
    const expected = parsePage(
      report({ name: 'harmless', run: harmless }, { name: 'harmless', run: { ...harmless, projections: [] } }),
    );
    expect(elementCounts(parsed)).toEqual(elementCounts(expected));

    const contentOf = (selector: string) => parsed.querySelector(selector)?.textContent;
    expect(contentOf('title')).toBe(`Norm preservation: ${text}, ${text} (2)`);
    expect(contentOf('h1')).toBe(`${text} and ${text} (2)`);
    const headings = [...parsed.querySelectorAll('h3')].map((heading) => heading.textContent);
    for (const heading of ['Norm ratios of', 'Blocks of', 'Projections of']) {
      expect(headings).toContain(`${heading} ${text}`);
    }
    expect(contentOf('.warning')).toBe(text);
    expect(contentOf('footer')).toContain(`${text} ${text}`);
    const cells = [...parsed.querySelectorAll('td, th')].map((cell) => cell.textContent);
    for (const cell of [text, `${text}, exact`, `${text} on ${text}, ${text}, 1 thread`]) expect(cells).toContain(cell);
    // The sites, in the titles of cells and dots.
    expect([...parsed.querySelectorAll('svg title')].some((title) => title.textContent?.includes(text))).toBe(true);
  });

  it('is checked by a parser that sees markup where it was not escaped', () => {
    const attacked = report({ name: hostile[0] as string, run: hostileRun(hostile[0] as string) });
    const unescaped = (part: string) => attacked.replace(part, part.replaceAll('&lt;', '<').replaceAll('&gt;', '>'));
    const title = attacked.match(/<title>.*?<\/title>/)?.[0] ?? '';
    const heading = attacked.match(/<h1>.*?<\/h1>/)?.[0] ?? '';
    expect(parsePage(attacked).querySelectorAll('img').length).toBe(0);
    expect(parsePage(unescaped(title)).querySelectorAll('img').length).toBe(1);
    expect(parsePage(unescaped(heading)).querySelectorAll('img').length).toBe(1);
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

/** A run in which every text is this one. */
function hostileRun(text: string): NamedRun['run'] {
  const run = sampleRun({ steps: 5, blocksPerStage: 2, model: text, projected: true });
  return {
    ...run,
    description: {
      ...run.description,
      data: { ...run.description.data, source: text, origin: text },
      versions: { [text]: text },
      backend: { ...run.description.backend, name: text, device: text, precision: text },
    },
    norms: run.norms.map((record) => ({ ...record, sites: record.sites.map((site) => `${text}${site}`) })),
    projections: run.projections.map(({ step, receipts }) => ({
      step,
      receipts: receipts.map((receipt) => ({ ...receipt, parameter: text, method: text })),
    })),
    warnings: [text],
  };
}

/** Reads a page as a browser does, with text decoded. */
const parsePage = (page: string): Document => parseHTML(page).document as unknown as Document;

function elementCounts(page: Document): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { localName } of page.querySelectorAll('*')) counts[localName] = (counts[localName] ?? 0) + 1;
  return counts;
}
