import { accuracyChart } from './accuracy-chart.ts';
import { blockCurves } from './block-curves.ts';
import { distinctNames } from './distinct-names.ts';
import { type Child, element } from './element.ts';
import { formula } from './formula.ts';
import { headlineTable } from './headline-table.ts';
import { lossChart } from './loss-chart.ts';
import type { NamedRun } from './named-run.ts';
import { normProfile } from './norm-profile.ts';
import { ratioCurves } from './ratio-curves.ts';
import { ratioDomain } from './ratio-domain.ts';
import { ratioHeatmap } from './ratio-heatmap.ts';
import { ratioHistogram } from './ratio-histogram.ts';
import { ratioLimit } from './ratio-limit.ts';
import { ratiosOfNorms } from './ratios-of-norms.ts';
import { receiptsTable } from './receipts-table.ts';
import { selfContainedPage } from './self-contained-page.ts';
import { settingsTable } from './settings-table.ts';

/**
 * One self-contained HTML page about one run or several to be compared: settings, headline numbers, learning curves, the
 * pictures of r_l, projection receipts. It fetches nothing and runs no script; text from the runs is escaped.
 *
 * @throws RangeError without any run
 */
export function runReport(runs: readonly NamedRun[], { document }: { document: Document }): string {
  if (runs.length === 0) throw new RangeError('a report is about one run or more, got none');
  const names = distinctNames(runs.map(({ name }) => name));
  const distinct = runs.map(({ run }, index) => ({ name: names[index] as string, run }));
  const body = element(
    document,
    'body',
    {},
    pageHeader(distinct, document),
    sections(distinct, document),
    footer(distinct, document),
  );
  return selfContainedPage(`Norm preservation: ${names.join(', ')}`, body, { document });
}

function pageHeader(runs: readonly NamedRun[], document: Document): HTMLElement {
  const synthetic = runs.filter(({ run }) => run.description.data.synthetic).map(({ name }) => name);
  const banner = `SYNTHETIC DATA: ${synthetic.length === runs.length ? 'these images were' : `the images of ${synthetic.join(', ')} were`} made by a program; the numbers below say nothing about a real data set.`;
  return element(
    document,
    'header',
    {},
    element(document, 'h1', {}, new Intl.ListFormat('en-GB').format(runs.map(({ name }) => name))),
    element(
      document,
      'p',
      { class: 'lead' },
      ...formula(
        document,
        'How well each block keeps the norm of the gradient while it trains: r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖, where x_l is what block l receives and E is the loss. Very deep nets train where r_l stays close to 1.',
      ),
    ),
    ...(synthetic.length === 0 ? [] : [element(document, 'p', { class: 'banner', role: 'note' }, banner)]),
  );
}

function sections(runs: readonly NamedRun[], document: Document): HTMLElement {
  const size = { document, width: 640, narrowWidth: 340 };
  const ratios = runs.map(({ name, run }) => ratiosOfNorms(name, run.norms));
  const limit = ratioLimit(ratios);
  const domain = ratioDomain(ratios);
  // Above this the numbers under the pointer would take more bytes than the picture.
  const titles = ratios.reduce((sum, { values }) => sum + values.length, 0) <= 20_000;
  const section = (title: string, ...content: Child[]): HTMLElement =>
    element(document, 'section', {}, element(document, 'h2', {}, title), ...content);
  const figures = (...content: Child[]): HTMLElement => element(document, 'div', { class: 'figures' }, ...content);
  return element(
    document,
    'main',
    {},
    section('Results', element(document, 'div', { class: 'results' }, headlineTable(runs, document))),
    section(
      'Norm ratio of every block',
      figures(...ratios.map((run) => ratioHeatmap(run, { ...size, limit, titles }))),
    ),
    section(
      'Norm ratios during training',
      figures(
        ratioCurves(ratios, size),
        ratioHistogram(ratios, size),
        ...ratios.map((run) => blockCurves(run, { ...size, domain })),
        normProfile(runs, size),
      ),
    ),
    section('Learning', figures(lossChart(runs, size), accuracyChart(runs, size))),
    section('Projections', ...runs.map((run) => receiptsTable(run, { document }))),
    section('Settings', settingsTable(runs, document), ...warnings(runs, document)),
  );
}

const warnings = (runs: readonly NamedRun[], document: Document): HTMLElement[] =>
  runs.flatMap(({ run }) => run.warnings.map((warning) => element(document, 'p', { class: 'warning' }, warning)));

function footer(runs: readonly NamedRun[], document: Document): HTMLElement {
  const lines = runs.map(({ name, run }) => {
    const versions = Object.entries(run.description.versions).map(([software, version]) => `${software} ${version}`);
    return element(document, 'p', {}, `${name}: created ${run.description.created}; ${versions.join(', ')}`);
  });
  const source = element(
    document,
    'p',
    {},
    'Norm preservation: Zaeemzadeh, Rahnavard and Shah, “Norm-Preservation: Why Residual Networks Can Become Extremely Deep?”, arXiv 1805.07477.',
  );
  return element(document, 'footer', {}, ...lines, source);
}
