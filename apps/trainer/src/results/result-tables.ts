import type { Spread } from '../bench/spread.ts';

/** A result as people read it: the same tables on the terminal and in the results file. */
export interface ResultTables {
  readonly tables: readonly ResultTable[];
  /** What the tables do not say: how it was measured, what was left out. */
  readonly remarks: readonly string[];
}

export interface ResultTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Median, least and largest, as three cells. */
export function cells({ median, min, max }: Spread, digits: number): [string, string, string] {
  return [median.toFixed(digits), min.toFixed(digits), max.toFixed(digits)];
}

/** Why there is nothing, in one cell. */
export function absentCell({ reason, remedy }: { readonly reason: string; readonly remedy?: string }): string {
  return remedy === undefined ? reason : `${reason}: ${remedy}`;
}

/** GitHub's Markdown. */
export function toMarkdown({ tables, remarks }: ResultTables): string {
  const line = (row: readonly string[]) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const drawn = tables.map(({ title, head, rows }) =>
    [`### ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n'),
  );
  return [...drawn, ...remarks].join('\n\n');
}
