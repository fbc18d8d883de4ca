import { existsSync } from 'node:fs';
import { Command } from '@commander-js/extra-typings';
import { openRun } from '../open-run.ts';
import { readInput } from '../read-input.ts';
import { print, printJson } from '../terminal.ts';
import { writeOutput } from '../write-output.ts';
import { reportOf } from '../write-report.ts';

/** `procrustes report RUN… --out FILE`: one page about runs. */
export function reportCommand() {
  return new Command('report')
    .description('write one self-contained page about one run or several, compared')
    .argument('<run...>', 'folders of runs')
    .requiredOption('--out <file>', 'the HTML file to write')
    .option('--json', 'print JSON')
    .action(async (runs, { out, json }) => {
      await requireReport(out);
      await writeOutput(out, await reportOf(await Promise.all(runs.map(openRun))));
      if (json) printJson({ report: out, runs });
      else print(out);
    });
}

/** @throws where the file exists and is no page, so that a slip of the hand costs nothing */
async function requireReport(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const start = new TextDecoder('latin1')
    .decode((await readInput(path, 'choose another --out')).subarray(0, 15))
    .toLowerCase();
  if (start !== '<!doctype html>') throw new Error(`${path} exists and is no report; give another --out`);
}
