import { type Child, element } from './element.ts';

/** What a table holds. */
export interface TableContent {
  /** What the table is, for who moves to it by keyboard. */
  readonly name: string;
  /** Below the table; none where it is empty. */
  readonly caption: readonly Child[];
  readonly columns: readonly Child[];
  /** The first cell of each row is its heading. */
  readonly rows: readonly (readonly Child[])[];
}

/** A table with headings for its rows and columns, which scrolls by itself where it is wider than its place. */
export function scrollingTable(document: Document, { name, caption, columns, rows }: TableContent): HTMLElement {
  const head = columns.map((column) => element(document, 'th', { scope: 'col' }, column));
  const body = rows.map(([heading = '', ...cells]) =>
    element(
      document,
      'tr',
      {},
      element(document, 'th', { scope: 'row' }, heading),
      ...cells.map((cell) => element(document, 'td', {}, cell)),
    ),
  );
  const table = element(
    document,
    'table',
    {},
    ...(caption.length === 0 ? [] : [element(document, 'caption', {}, ...caption)]),
    element(document, 'thead', {}, element(document, 'tr', {}, ...head)),
    element(document, 'tbody', {}, ...body),
  );
  return element(document, 'div', { class: 'chart-table', role: 'region', tabindex: '0', 'aria-label': name }, table);
}
