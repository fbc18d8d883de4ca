import { element, formula, scrollingTable, selfContainedPage } from '@procrustes/charts';
import { type Environment, environmentText } from '../results/environment.ts';
import { type ResultTable, toMarkdown } from '../results/result-tables.ts';
import { type ChosenScale, changesText } from './chosen-scale.ts';
import type { Claim, ClaimSettings, Finding } from './claim.ts';

/** A finding with all that it takes to find it again. */
export interface Reproduction {
  readonly claim: Claim;
  readonly scale: ChosenScale;
  readonly settings: Pick<ClaimSettings, 'seeds' | 'dataset' | 'backend'>;
  readonly finding: Finding;
  readonly environment: Environment;
}

/** Why the verdict is what it is, and what was changed from the scale. */
export function verdictText({ scale, finding }: Pick<Reproduction, 'scale' | 'finding'>): string {
  const changes = changesText(scale);
  return changes === null ? finding.words : `${finding.words} ${changes}`;
}

/** As JSON: the claim, how it was measured, and every number; one that is not finite is null. */
export function findingJson(reproduction: Reproduction): string {
  const { claim, scale, settings, finding, environment } = reproduction;
  const { name, title, statement, source, trains } = claim;
  const { seeds, dataset, backend } = settings;
  const { verdict, tables, remarks, measurements } = finding;
  return `${JSON.stringify(
    {
      claim: name,
      title,
      statement,
      source,
      verdict,
      words: verdictText(reproduction),
      scale: scale.name,
      numbers: scale.numbers,
      changes: scale.changes,
      seeds,
      dataset: trains ? dataset : null,
      backend: { name: backend.name, device: backend.device, precision: backend.precision, threads: backend.threads },
      environment,
      tables,
      remarks,
      measurements,
    },
    null,
    2,
  )}\n`;
}

/** As Markdown, for a page of the documents. */
export function findingMarkdown(reproduction: Reproduction): string {
  const { claim, settings, finding, environment } = reproduction;
  const { title, statement, source, trains } = claim;
  const synthetic = trains && settings.dataset === 'synthetic' ? ['**SYNTHETIC DATA: made-up images.**'] : [];
  return `${[
    `# ${title}`,
    `**The claim.** ${statement} (${source})`,
    ...synthetic,
    `**What was measured ${verdictWords[finding.verdict]}.** ${verdictText(reproduction)}`,
    environmentText(environment),
    toMarkdown(finding),
  ].join('\n\n')}\n`;
}

/** As a page that stands by itself. */
export function findingPage(reproduction: Reproduction, document: Document): string {
  const { claim, settings, finding, environment } = reproduction;
  const paragraph = (text: string, attributes = {}) =>
    element(document, 'p', attributes, ...formula(document, withoutMarkup(text)));
  const body = element(
    document,
    'body',
    {},
    element(
      document,
      'header',
      {},
      element(document, 'h1', {}, claim.title),
      paragraph(claim.statement, { class: 'lead' }),
      paragraph(claim.source),
      ...(claim.trains && settings.dataset === 'synthetic'
        ? [
            element(
              document,
              'p',
              { class: 'banner', role: 'note' },
              'SYNTHETIC DATA: these images were made by a program.',
            ),
          ]
        : []),
    ),
    element(
      document,
      'main',
      {},
      element(document, 'h2', {}, `What was measured ${verdictWords[finding.verdict]}`),
      paragraph(verdictText(reproduction)),
      element(document, 'div', { class: 'figures' }, ...finding.pictures(document)),
      ...finding.tables.flatMap((table) => tableElements(table, document)),
      element(document, 'h2', {}, 'How it was measured'),
      ...finding.remarks.map((remark) => paragraph(remark)),
      element(
        document,
        'ul',
        {},
        ...environmentText(environment)
          .split('\n')
          .map((line) => element(document, 'li', {}, withoutMarkup(line.replace(/^- /, '')))),
      ),
    ),
  );
  return selfContainedPage(`${claim.title}: ${finding.verdict}`, body, { document });
}

/** Markdown's marks of code mean nothing on the page. */
const withoutMarkup = (text: string): string => text.replaceAll('`', '');

const verdictWords = {
  supports: 'supports the claim',
  contradicts: 'contradicts the claim',
  'cannot tell': 'cannot tell',
} as const;

function tableElements({ title, head, rows }: ResultTable, document: Document): HTMLElement[] {
  const cells = (row: readonly string[]) =>
    row.map((cell) => element(document, 'span', {}, ...formula(document, cell)));
  return [
    element(document, 'h2', {}, ...formula(document, title)),
    scrollingTable(document, { name: title, caption: [], columns: cells(head), rows: rows.map(cells) }),
  ];
}
