import { readFile, writeFile } from 'node:fs/promises';
import { Command, Option } from '@commander-js/extra-typings';
import { BackendUnavailableError, backendNames, listBackends } from '@procrustes/backends';
import type { Recompute } from '@procrustes/training';
import { depthReport, measureDepths } from '../bench/depth-benchmark.ts';
import { formulationTableFile, formulationTableText } from '../bench/formulation-table-file.ts';
import { formulationTableOf, kernelsReport, measureKernels } from '../bench/kernels-benchmark.ts';
import { measureMemory, memoryReport } from '../bench/memory-benchmark.ts';
import { peerNames, torchDevices } from '../bench/peers.ts';
import { measureProbes, probeReport } from '../bench/probe-benchmark.ts';
import { replaceSection, sectionName } from '../bench/results-file.ts';
import { measureSteps, stepReport } from '../bench/step-benchmark.ts';
import { recomputation, whole } from '../options.ts';
import { requireModel } from '../require-model.ts';
import { requireWritable } from '../require-writable.ts';
import { describeEnvironment, environmentText } from '../results/environment.ts';
import { type ResultTables, toMarkdown } from '../results/result-tables.ts';
import { invocation, note, print, printJson, quoted, table } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

/** `procrustes bench`: what training costs, paired with peers that are installed. */
export function benchCommand() {
  // Each benchmark stands for itself; `all` runs each with its own defaults.
  const benchmarks = [
    stepCommand(),
    kernelsCommand(),
    probeCommand(),
    depthCommand(),
    memoryCommand(),
  ] as unknown as Command[];
  const bench = new Command('bench').description('benchmarks, paired in one run with peers that are installed');
  for (const command of [...benchmarks, allCommand(benchmarks) as unknown as Command]) bench.addCommand(command);
  return bench;
}

const pair = ['resnet-164', 'procresnet-166'];
/** Every shape that there is in the papers' networks: further depths and plain nets have no others. */
const kernelModels = [...pair, 'procresnet-2018-164'];
const deepest = ['resnet-1001', 'procresnet-1003'];
const depths = ['164', '272', '632', '1001'].map((depth) => `resnet-${depth}`);
const procrustesDepths = ['166', '274', '634', '1003'].map((depth) => `procresnet-${depth}`);

function stepCommand() {
  return common('step', 'a training step of ours and of PyTorch and stock tfjs-layers', pair, 32, 7)
    .option('--blocks <n>', 'blocks per stage, instead of those of the names', whole(1))
    .addOption(
      new Option('--peer <names...>', 'whom to compare with').choices([...peerNames, 'none']).default([...peerNames]),
    )
    .addOption(new Option('--torch-device <name>', 'of PyTorch').choices(torchDevices).default('auto'))
    .action(async (options) => {
      const { batchSize, pairs, torchDevice } = options;
      const peers = peerNames.filter((name) => options.peer.includes(name));
      const run = await begin(options);
      const settings = { ...run, peers, batchSize, pairs, torchDevice };
      const result = await measureSteps(settings);
      await finish('step', options, run.backends, result, stepReport(result));
    });
}

function kernelsCommand() {
  return common('kernels', 'every convolution of a step and its gradients, by each formulation', kernelModels, 32, 9)
    .option('--blocks <n>', 'blocks per stage, instead of those of the names', whole(1))
    .option('--size <n>', 'height and width of the images', whole(1), 32)
    .option('--tune', 'write the table of formulations anew from what was measured (in a clone; build after it)')
    .action(async (options) => {
      const { batchSize, pairs: rounds, size, tune } = options;
      const file = tune ? formulationTableFile() : undefined;
      const run = await begin(options);
      if (tune && !run.backends.includes('wasm')) {
        throw new UsageError(
          '--tune is for the formulations of wasm: add it to --backend, or leave one of the two out',
        );
      }
      const result = await measureKernels({ ...run, batchSize, rounds, size });
      await finish('kernels', options, run.backends, result, kernelsReport(result));
      if (file === undefined) return;
      const { date, processor, versions } = await describeEnvironment('');
      await writeFile(file, formulationTableText(formulationTableOf(result, { date, processor, versions })));
      note(`wrote ${file}; build for it to be taken`);
    });
}

function probeCommand() {
  return common('probe', 'what it costs to look at the norms of every block at every step', pair, 32, 9)
    .option('--blocks <n>', 'blocks per stage, instead of those of the names', whole(1))
    .action(async (options) => {
      const { batchSize, pairs } = options;
      const run = await begin(options);
      const result = await measureProbes({ ...run, batchSize, pairs });
      await finish('probe', options, run.backends, result, probeReport(result));
    });
}

function depthCommand() {
  return common('depth', 'a plain step by depth, and the line through them', [...depths, ...procrustesDepths], 4, 5)
    .option('--recompute <how>', 'what the backward pass computes again: none, block, n or auto', recomputation, 'none')
    .action(async (options) => {
      const { batchSize, pairs, recompute } = options;
      const run = await begin(options);
      const result = await measureDepths({ ...run, batchSize, pairs, recompute: recompute as Recompute });
      await finish('depth', options, run.backends, result, depthReport(result));
    });
}

function memoryCommand() {
  return common('memory', 'memory of a step by what the backward pass computes again', deepest, 16, 2)
    .option('--blocks <n>', 'blocks per stage, instead of those of the names', whole(1))
    .action(async (options) => {
      const { batchSize, pairs } = options;
      const run = await begin(options);
      const recompute = ['none', 'block', 'auto'] as const;
      const result = await measureMemory({ ...run, batchSize, pairs, recompute });
      await finish('memory', options, run.backends, result, memoryReport(result));
    });
}

/** What all benchmarks take. */
function common(name: string, description: string, models: readonly string[], batchSize: number, pairs: number) {
  return new Command(name)
    .description(description)
    .option('--model <names...>', 'models of `procrustes models`', [...models])
    .option('--batch-size <n>', 'images per step', whole(1), batchSize)
    .option('--pairs <n>', 'rounds that are counted; in each everyone takes a step in turn', whole(1), pairs)
    .addOption(backendsOption())
    .option('--write <file>', 'also put the result into its section of this file')
    .option('--json', 'print JSON');
}

function backendsOption() {
  return new Option('--backend <names...>', 'what computes (default: tensorflow and wasm, where available)').choices(
    backendNames.filter((name) => name !== 'auto'),
  );
}

/** Runs each benchmark with its own defaults, as if it had been called alone. */
function allCommand(benchmarks: readonly Command[]) {
  return new Command('all')
    .description('all benchmarks with their defaults, which takes long: leave the machine alone meanwhile')
    .addOption(backendsOption())
    .option('--write <file>', 'also put the results into their sections of this file')
    .action(async ({ backend, write }) => {
      const passedOn = [...(backend ? ['--backend', ...backend] : []), ...(write ? ['--write', write] : [])];
      for (const command of benchmarks) await command.parseAsync(passedOn, { from: 'user' });
    });
}

interface Asked {
  readonly model: readonly string[];
  readonly backend?: readonly string[] | undefined;
  readonly blocks?: number | undefined;
  readonly write?: string | undefined;
  readonly json?: true | undefined;
}

/**
 * The models and backends that are meant.
 * @throws UsageError for a model that there is not; FileError where the result could not be written; BackendUnavailableError for a
 *   backend that cannot run here
 */
async function begin({ model, backend, blocks, write }: Asked) {
  const architectures = model.map((name) => requireModel(name, blocks));
  if (write !== undefined) await requireWritable(write, '--write');
  const { backends } = await listBackends();
  const unavailable = backends.find(({ name, available }) => !available && backend?.includes(name));
  if (unavailable !== undefined && !unavailable.available) {
    const { name, reason, remedy } = unavailable;
    throw new BackendUnavailableError(`the backend '${name}' is not available: ${reason}`, remedy);
  }
  const usual = backends.filter(({ name, available }) => available && ['tensorflow', 'wasm'].includes(name));
  return { architectures, backends: backend ?? usual.map(({ name }) => name) };
}

/** Prints the result, and puts it into the file where one was named. */
async function finish(
  benchmark: string,
  { json, write }: Asked,
  backends: readonly string[],
  result: object,
  report: ResultTables,
): Promise<void> {
  const environment = await describeEnvironment([invocation, ...process.argv.slice(2).map(quoted)].join(' '));
  if (json) printJson({ ...result, environment });
  else {
    for (const { title, head, rows } of report.tables) print(`${title}\n${table(head, rows)}`);
    for (const remark of report.remarks) print(remark);
  }
  if (write === undefined) return;
  const before = await readFile(write, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const section = sectionName(benchmark, backends);
  await writeFile(write, replaceSection(before, section, `${environmentText(environment)}\n\n${toMarkdown(report)}`));
  note(`wrote the section '${section}' of ${write}`);
}
