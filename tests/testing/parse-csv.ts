/**
 * The rows of a CSV file by RFC 4180, strictly: lines that end in CRLF, quotes around what needs them, as many cells in each row.
 * @throws Error where it is not that
 */
export function parseCsv(text: string): string[][] {
  if (!text.endsWith('\r\n')) throw new Error('the last line does not end in CRLF');
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const start = cell.lastIndex;
    const match = cell.exec(text);
    if (match === null) throw new Error(`no cell of a CSV file: ${JSON.stringify(text.slice(start, start + 40))}`);
    const [, quoted, plain, end] = match;
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? (plain as string));
    if (end === '\r\n' && cell.lastIndex < text.length) rows.push([]);
  }
  const [head = []] = rows;
  const uneven = rows.find(({ length }) => length !== head.length);
  if (uneven !== undefined)
    throw new Error(`expected ${head.length} cells in a row, found ${uneven.length}: ${uneven}`);
  return rows;
}

/** The rows as objects, by the head; cells that are numbers as such. */
export function csvRecords(text: string): Record<string, string | number>[] {
  const [head = [], ...rows] = parseCsv(text);
  return rows.map((row) =>
    Object.fromEntries(
      row.map((cell, column) => [head[column], cell.trim() === '' || Number.isNaN(Number(cell)) ? cell : Number(cell)]),
    ),
  );
}
