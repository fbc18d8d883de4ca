import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { prepareBackend, requireTrainingPrecision } from '@procrustes/backends';
import { createRunFolder, unusedRunFolder } from '@procrustes/runs/node';
import { backendOption } from '../backend-option.ts';
import { interruptible } from '../interruption.ts';
import { whole } from '../options.ts';
import { chooseScale } from '../reproduce/chosen-scale.ts';
import type { Claim } from '../reproduce/claim.ts';
import { claimNames } from '../reproduce/claim-names.ts';
import { requireImages } from '../reproduce/require-images.ts';
import { describeEnvironment } from '../results/environment.ts';
import { invocation, note, print, printJson, table } from '../terminal.ts';
import { requireWord, UsageError } from '../usage-error.ts';

/** `procrustes reproduce NAME`: one of the paper's claims, measured. */
export function reproduceCommand() {
  return new Command('reproduce')
    .description('measure one of the paper’s claims, and say whether what was measured supports it')
    .argument('[name]', `which claim: ${claimNames.join(', ')}; all are listed without one`)
    .option('--list', 'list the claims and the numbers of their scales, or those of the one that is named')
    .option('--quick', 'minutes on two cores (unless told)')
    .option('--full', 'as much as the claim deserves')
    .addOption(
      new Option(
        '--set <number=n>',
        'another number than the scale’s own, as in steps=400; once for each, `--list` tells them',
      )
        .argParser((setting, before: readonly string[]) => [...before, setting])
        .default([] as readonly string[], 'none'),
    )
    .option('--seeds <n>', 'how many seeds: 0, 1, …', whole(1), 3)
    .addOption(
      new Option('--dataset <name>', 'what to train on')
        .choices(['cifar10', 'synthetic'] as const)
        .default('cifar10' as const),
    )
    .addOption(backendOption())
    .option('--out <dir>', 'a new folder for the results; below runs/ unless told')
    .option('--json', 'print JSON')
    .action(async (name, options) => {
      const { claims } = await import('../reproduce/claims.ts');
      if (name !== undefined) requireWord(name, claimNames, 'claim');
      const claim = claims.find((one) => one.name === name);
      if (options.list || (claim === undefined && !asksToMeasure(options))) {
        return list(claim === undefined ? claims : [claim], options.json === true);
      }
      if (claim === undefined) throw new UsageError(`which claim? one of ${claimNames.join(', ')}`);
      if (options.quick && options.full) throw new UsageError('--quick and --full exclude each other; leave one out');
      if (options.out !== undefined && existsSync(options.out)) {
        throw new Error(`${options.out} exists already and is never overwritten; choose another --out`);
      }
      const { dataset } = options;
      const scale = chooseScale(claim, options.full ? 'full' : 'quick', options.set);
      requireImages(scale, dataset);
      const backend = await prepareBackend(options.backend);
      requireTrainingPrecision(backend, { allowFloat16: false });
      const seeds = Array.from({ length: options.seeds }, (_, seed) => seed);
      const settings = { seeds, dataset, backend };
      const finding = await interruptible((signal) =>
        claim.measure({ ...settings, scale: scale.numbers, note, signal }),
      );
      const again = [
        ...[invocation, 'reproduce', claim.name, `--${scale.name}`],
        ...scale.changes.map(({ number, set }) => `--set ${number}=${set}`),
        ...['--seeds', seeds.length],
        ...(claim.trains ? ['--dataset', dataset] : []),
        ...['--backend', backend.name],
      ];
      const environment = await describeEnvironment(again.join(' '));
      const reproduction = { claim, scale, settings, finding, environment };
      const folder = await (options.out === undefined
        ? unusedRunFolder('runs', `reproduce-${claim.name}`)
        : createRunFolder(options.out));
      const { findingJson, findingMarkdown, findingPage, verdictText } = await import('../reproduce/finding-files.ts');
      const { createDocument } = await import('@procrustes/charts/node');
      const encode = (text: string) => new TextEncoder().encode(text);
      await folder.write('result.json', encode(findingJson(reproduction)));
      await folder.write('result.md', encode(findingMarkdown(reproduction)));
      await folder.write('result.html', encode(findingPage(reproduction, createDocument())));
      const { verdict, tables, remarks } = finding;
      const words = verdictText(reproduction);
      if (options.json) return printJson({ claim: claim.name, verdict, words, tables, remarks, folder: folder.name });
      for (const { title, head, rows } of tables) print(`${title}\n${table(head, rows)}`);
      print(
        `${verdict}: ${words}\nnumbers: ${join(folder.name, 'result.json')}\nreport: ${join(folder.name, 'result.html')}`,
      );
    });
}

/** Whether there is an option that means nothing without a claim. */
function asksToMeasure({ quick, full, set, out }: { quick?: true; full?: true; set: readonly string[]; out?: string }) {
  return quick === true || full === true || set.length > 0 || out !== undefined;
}

function list(listed: readonly Claim[], json: boolean): void {
  if (json) {
    printJson(listed.map(({ name, title, statement, source, scales }) => ({ name, title, statement, source, scales })));
    return;
  }
  print(
    table(
      ['claim', 'what'],
      listed.map(({ name, title }) => [name, title]),
    ),
  );
  print('\nHow much is measured, each number to be changed by --set:');
  print(
    table(
      ['claim', 'number', '--quick', '--full'],
      listed.flatMap(({ name, scales: { quick, full } }) =>
        Object.entries(quick).map(([number, value], index) => [
          index === 0 ? name : '',
          number,
          value,
          full[number] ?? '',
        ]),
      ),
    ),
  );
}
