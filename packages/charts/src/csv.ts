import type { ChartTable } from './chart-table.ts';

/**
 * A table as the text of a CSV file (RFC 4180): lines end in CRLF, cells with a comma, a quote or a line break are quoted. Numbers keep
 * all of their digits; what is not finite is `NaN`, `Infinity` or `-Infinity`.
 *
 * A text that a spreadsheet would take for a formula, one that begins with = + - @, a tab or a carriage return, is preceded by an
 * apostrophe: text from a run must compute nothing on the machine of who opens it. Numbers are none of that.
 */
export function csv({ head, rows }: ChartTable): string {
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value);
  const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  // A formula's own quotes are safest kept inside quotes, as those of any cell.
  return inert !== value || /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
