import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FormulationTable } from '@procrustes/backends';

const place = 'packages/backends/src/wasm/formulation-table.ts';

/**
 * The committed table of formulations in the clone that a program of the trainer is in.
 * @param program the URL of a file two folders below `apps/trainer`; this one unless told
 * @throws Error where that is no clone
 */
export function formulationTableFile(program: string = import.meta.url): string {
  const file = fileURLToPath(new URL(`../../../../${place}`, program));
  if (existsSync(file)) return file;
  throw new Error(`there is no ${file}: --tune rewrites ${place} of a clone; run it in one, or leave --tune out`);
}

/** The table as that file has it, as the formatter leaves it. */
export function formulationTableText({ measured, choices }: FormulationTable): string {
  return [
    "import type { FormulationTable } from '../formulations.ts';",
    '',
    '/** Written by `procrustes bench kernels --tune`, never by hand. Choices that it lacks are the rule’s. */',
    `export const formulationTable: FormulationTable = ${literal({ measured, choices }, 0)};`,
    '',
  ].join('\n');
}

function literal(value: unknown, depth: number): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const indent = '  '.repeat(depth + 1);
  const members = Object.entries(value).map(
    ([name, member]) =>
      `${indent}${/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)}: ${literal(member, depth + 1)},`,
  );
  return members.length === 0 ? '{}' : ['{', ...members, `${'  '.repeat(depth)}}`].join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}
