import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Command, Option } from '@commander-js/extra-typings';
import { prepareBackend, requireTrainingPrecision } from '@procrustes/backends';
import { createDocument } from '@procrustes/charts/node';
import { createRunFolder, unusedRunFolder } from '@procrustes/runs/node';
import { backendOption } from '../backend-option.ts';
import { interruptible } from '../interruption.ts';
import { whole } from '../options.ts';
import { claims } from '../reproduce/claims.ts';
import { findingJson, findingMarkdown, findingPage } from '../reproduce/finding-files.ts';
import { describeEnvironment } from '../results/environment.ts';
import { invocation, note, print, printJson, table } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

/** `procrustes reproduce NAME`: one of the paper's claims, measured. */
export function reproduceCommand() {
  return new Command('reproduce')
    .description('measure one of the paper’s claims, and say whether what was measured supports it')
    .addArgument(new Argument('[name]', 'which claim').choices(claims.map(({ name }) => name)))
    .option('--list', 'list the claims')
    .option('--quick', 'minutes on two cores (unless told)')
    .option('--full', 'as much as the claim deserves')
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
      if (options.list || name === undefined) {
        if (name === undefined && !options.list) throw new UsageError('which claim? `--list` lists them');
        return list(options.json === true);
      }
      if (options.quick && options.full) throw new UsageError('--quick and --full exclude each other; leave one out');
      if (options.out !== undefined && existsSync(options.out)) {
        throw new Error(`${options.out} exists already and is never overwritten; choose another --out`);
      }
      const claim = claims.find((one) => one.name === name) as (typeof claims)[number];
      const scale = options.full ? 'full' : 'quick';
      const backend = await prepareBackend(options.backend);
      requireTrainingPrecision(backend, { allowFloat16: false });
      const seeds = Array.from({ length: options.seeds }, (_, seed) => seed);
      const { dataset } = options;
      const settings = { scale, seeds, dataset, backend, note } as const;
      const finding = await interruptible((signal) => claim.measure({ ...settings, signal }));
      const again = [
        ...[invocation, 'reproduce', name, `--${scale}`, '--seeds', seeds.length],
        ...(claim.trains ? ['--dataset', dataset] : []),
        ...['--backend', backend.name],
      ];
      const environment = await describeEnvironment(again.join(' '));
      const reproduction = { claim, settings, finding, environment };
      const folder = await (options.out === undefined
        ? unusedRunFolder('runs', `reproduce-${name}`)
        : createRunFolder(options.out));
      const encode = (text: string) => new TextEncoder().encode(text);
      await folder.write('result.json', encode(findingJson(reproduction)));
      await folder.write('result.md', encode(findingMarkdown(reproduction)));
      await folder.write('result.html', encode(findingPage(reproduction, createDocument())));
      const { verdict, words, tables, remarks } = finding;
      if (options.json) return printJson({ claim: name, verdict, words, tables, remarks, folder: folder.name });
      for (const { title, head, rows } of tables) print(`${title}\n${table(head, rows)}`);
      print(`${verdict}: ${words}\n${join(folder.name, 'result.html')}`);
    });
}

function list(json: boolean): void {
  if (json) printJson(claims.map(({ name, title, statement, source }) => ({ name, title, statement, source })));
  else {
    print(
      table(
        ['claim', 'what'],
        claims.map(({ name, title }) => [name, title]),
      ),
    );
  }
}
