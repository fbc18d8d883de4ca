import Table from 'cli-table3';

/** Writes a result to the standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes a result as JSON to the standard output. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Writes progress or a remark to the standard error. */
export function note(text: string): void {
  // A live line may stand where the text is to go.
  process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[J' : ''}${text}\n`);
}

/** A table without colours and with thin lines; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const right = head.map((_, column) => rows.every((row) => /^[-−+]?[\d.,]+( ?[%s])?$|^–$/.test(String(row[column]))));
  const drawn = new Table({
    head: [...head],
    colAligns: right.map((isRight) => (isRight ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn.toString();
}

/** How the user starts this program again: through the clone's script, or as an installed command. */
export const invocation =
  process.env.npm_package_name === 'procrustes-workspace' ? 'npx -y pnpm@12 procrustes' : 'procrustes';

/** A path as a shell takes it as one word. */
export function quoted(path: string): string {
  return /^[\w./\\:@-]+$/.test(path) ? path : JSON.stringify(path);
}
