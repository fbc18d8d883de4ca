import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { prepareBackend, requireTrainingPrecision } from '@procrustes/backends';
import { trainingSetSizes } from '@procrustes/data';
import { latestCheckpoint, readDescription, runFiles } from '@procrustes/runs';
import { createRunFolder, FolderStore, isUnbegun, unusedRunFolder } from '@procrustes/runs/node';
import { keptCheckpoints, type Recompute, recipeFor } from '@procrustes/training';
import { backendOption } from '../backend-option.ts';
import { changesSince } from '../changes-since.ts';
import { describeInitialState, readStateFile } from '../initial-state.ts';
import { interruptible } from '../interruption.ts';
import { lastRecordedStep } from '../last-recorded-step.ts';
import { type Dataset, loadImages } from '../load-images.ts';
import { architectureOfFile, isModelFile, loadModelFile } from '../model-file.ts';
import { openRun } from '../open-run.ts';
import { integer, positive, recomputation, whole } from '../options.ts';
import { readChartedRun } from '../read-charted-run.ts';
import { recordedArchitecture } from '../recorded-architecture.ts';
import { requireModel } from '../require-model.ts';
import { noteDepartures, requirePreset } from '../require-preset.ts';
import { describeRun } from '../run-description.ts';
import { resumeRun, startRun } from '../run-session.ts';
import { summaryJson, summaryTable } from '../summary-table.ts';
import { note, print, printJson, quoted } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { writeRunReport } from '../write-report.ts';

const datasets = ['cifar10', 'cifar100', 'synthetic'] as const;

function commandLine() {
  return new Command('train')
    .description('train a model, look at its norms, and write a run with its report')
    .option('--model <name>', 'a model of `procrustes models`, any other depth of its family, or a file: ./my-net.ts')
    .addOption(new Option('--dataset <name>', 'what to train on').choices(datasets))
    .addOption(
      new Option(
        '--preset <name>',
        'the papers’ whole recipe for a model and a dataset, such as procresnet-166/cifar10; `procrustes presets` lists them',
      ).conflicts(['model', 'dataset', 'blocks']),
    )
    .option('--blocks <n>', 'blocks per stage, instead of those of the name', whole(1))
    .option('--data <path>', 'folder or tar.gz with the official binary files, instead of the cache')
    .addOption(backendOption())
    .option('--allow-float16', 'train also where the backend computes below float32; run.json tells')
    .addOption(new Option('--steps <n>', 'length in steps').argParser(whole(1)).conflicts('epochs'))
    .addOption(new Option('--epochs <n>', 'length in epochs (default: 300, the papers’)').argParser(whole(1)))
    .option('--batch-size <n>', 'images per step (default: 128, the papers’)', whole(1))
    .option('--learning-rate <x>', 'before the first milestone (default: the papers’ 0.1; 0.01 for plain)', positive)
    .option('--validation-images <n>', 'held out of the training set (default: a tenth)', whole(0))
    .addOption(
      new Option('--crop <padding>', 'what the random crop is padded with; none: neither crop nor flip')
        .choices(['zeros', 'reflection', 'none'] as const)
        .default('zeros' as const),
    )
    .option('--seed <n>', 'of everything random', integer, 0)
    .option('--init <file>', 'start from the weights of a PyTorch state dictionary (safetensors), or of a checkpoint')
    .option('--init-prefix <text>', 'what the names in that file begin with, such as module.', '')
    .addOption(
      new Option('--projection <mode>', 'carry out the projections that the model declares')
        .choices(['exact', 'reference', 'off'] as const)
        .default('exact' as const),
    )
    .option(
      '--tangent-momentum',
      'with a projection, also project the velocity to the tangent space (ours, not the papers’)',
    )
    .option('--probe-every <n>', 'look at the norms every so many steps; 0: never', whole(0), 1)
    .option('--checkpoint-every <n>', 'in steps (default: once an epoch); 0: only first and last', whole(0))
    .option(
      '--keep-checkpoints <k>',
      'of the newest; the best by validation is kept besides',
      whole(1),
      keptCheckpoints,
    )
    .option('--no-tensorboard', 'leave out the event files for TensorBoard, beside the records')
    .addOption(
      new Option(
        '--recompute <segments>',
        'compute activations again in the backward pass, for less memory: none, block (each block by itself), n (segments of n blocks) or auto',
      )
        .argParser(recomputation)
        .default('none' as Recompute, '"none"'),
    )
    .option('--out <dir>', 'the folder of the run (default: a new one under runs/)')
    .option('--resume <dir>', 'go on with a run; every setting comes from its run.json, but --recompute may be another')
    .option('--json', 'print JSON');
}

type TrainOptions = ReturnType<ReturnType<typeof commandLine>['opts']>;

/** `procrustes train`: trains and probes a model, and writes a run. */
export function trainCommand() {
  const command = commandLine();
  return command.action(async (options) => {
    const { resume, json } = options;
    const store = await interruptible((signal) =>
      resume === undefined
        ? trainNew(options, givenOptions(command), signal)
        : trainOn(resume, options, givenOptions(command), signal),
    );
    await writeRunReport(store);
    const run = await readChartedRun(store);
    const report = `${store.name}/${runFiles.report}`;
    if (json) return printJson({ run: store.name, report, ...(await summaryJson(run)) });
    print(await summaryTable([run]));
    print(`run: ${store.name}\nreport: ${report}`);
  });
}

async function trainNew(options: TrainOptions, given: readonly string[], signal: AbortSignal): Promise<FolderStore> {
  const { blocks, seed, crop, projection, probeEvery, recompute } = options;
  const preset = options.preset === undefined ? undefined : requirePreset(options.preset);
  const { model, dataset } = preset ?? options;
  if (model === undefined) throw new UsageError('train needs --model (see `procrustes models`), --preset or --resume');
  const file = isModelFile(model) ? await loadModelFile(model) : undefined;
  const architecture = file === undefined ? requireModel(model, blocks) : architectureOfFile(file, blocks);
  if (dataset === undefined) throw new UsageError(`train needs --dataset, one of ${datasets.join(', ')}`);
  if (dataset === 'synthetic' && options.data !== undefined) {
    throw new UsageError('synthetic images are made, not read: leave --data out, or take another --dataset');
  }
  if (options.init === undefined && options.initPrefix !== '') {
    throw new UsageError('--init-prefix is about the file of --init: add that, or leave it out');
  }
  const recipe = recipeFor(architecture.family);
  const validationImages = options.validationImages ?? (dataset === 'synthetic' ? 400 : 5000);
  const batchSize = options.batchSize ?? recipe.batchSize;
  const left = trainingSetSizes[dataset] - validationImages;
  if (left < batchSize) {
    throw new UsageError(
      `of ${trainingSetSizes[dataset]} training images, --validation-images ${validationImages} leave ${Math.max(0, left)}: too few for a batch of ${batchSize}`,
    );
  }
  // Where an earlier one was killed before it began, there is nothing to lose.
  const unbegun = options.out !== undefined && (await isUnbegun(options.out));
  if (options.out !== undefined && existsSync(options.out) && !unbegun) {
    throw new Error(`${options.out} exists already and is never overwritten; choose another --out, or --resume it`);
  }
  const init = options.init === undefined ? undefined : await readStateFile(options.init);
  if (preset !== undefined) noteDepartures(preset, given);
  const backend = await prepareBackend(options.backend);
  requireTrainingPrecision(backend, { allowFloat16: options.allowFloat16 ?? false });
  note(`backend: ${backend.name}, ${backend.device} (${backend.why})`);
  if (backend.advice !== undefined) note(`${backend.name}: ${backend.advice}`);
  if (dataset === 'synthetic') note('SYNTHETIC DATA: the images are made by a program');

  const source = {
    dataset: dataset as Dataset,
    path: options.data === undefined ? null : resolve(options.data),
    validationImages,
    seed,
  };
  const images = await loadImages(source, signal);
  const stepsPerEpoch = Math.floor(left / batchSize);
  const description = describeRun({
    architecture,
    modelSources: file?.sources,
    source,
    images,
    recipe: { ...recipe, schedule: { ...recipe.schedule, initial: options.learningRate ?? recipe.schedule.initial } },
    crop,
    projection,
    tangentMomentum: options.tangentMomentum ?? false,
    batchSize,
    steps: options.steps ?? (options.epochs ?? recipe.epochs) * stepsPerEpoch,
    probeEvery,
    checkpointEvery: options.checkpointEvery ?? stepsPerEpoch,
    keepCheckpoints: options.keepCheckpoints,
    tensorboard: options.tensorboard,
    recompute,
    seed,
    initialState: init && describeInitialState(init, options.initPrefix, architecture.build(images.training.classes)),
    backend,
  });
  const store =
    options.out === undefined
      ? await unusedRunFolder('runs', `${architecture.name}-${dataset}-seed${seed}`)
      : unbegun
        ? new FolderStore(options.out)
        : await createRunFolder(options.out);
  await startRun({ store, description, images, architecture }, signal);
  return store;
}

async function trainOn(
  folder: string,
  options: TrainOptions,
  given: readonly string[],
  signal: AbortSignal,
): Promise<FolderStore> {
  const others = given.filter((name) => !['resume', 'json', 'recompute'].includes(name));
  if (others.length > 0) {
    throw new UsageError(
      `--resume takes every setting from the run; leave out ${others.map((name) => `--${name}`).join(', ')}`,
    );
  }
  const store = await openRun(folder);
  if (await isUnbegun(folder)) {
    throw new Error(`${folder}: nothing was begun in it; start the run there with --out ${quoted(folder)}`);
  }
  const description = await readDescription(store);
  // The last checkpoint is written after the last record: without it, the run ended in between.
  const { step } = (await latestCheckpoint(store)) ?? { step: await lastRecordedStep(store) };
  if (step >= description.steps) {
    note(`${folder}: the run is finished, ${description.steps} of ${description.steps} steps`);
    return store;
  }
  const { data, seed, backend: recorded } = description;
  const architecture = await recordedArchitecture(description, folder);
  // A run without a record of them began before there was a table: the rule alone chose.
  const backend = await prepareBackend(recorded.name, { formulations: recorded.formulations ?? {} });
  requireTrainingPrecision(backend, { allowFloat16: recorded.precision === 'float16' });
  note(`backend: ${backend.name}, ${backend.device} (as the run began)`);
  if (data.synthetic) note('SYNTHETIC DATA: the images are made by a program');
  for (const change of changesSince(description, backend)) note(`warning: ${change}; numbers may differ`);
  const images = await loadImages({ ...data, path: data.source, seed }, signal);
  if (data.digest !== undefined && images.digest !== data.digest) {
    throw new Error(`the images are not those that ${folder} began with (${data.origin}); give it the same ones`);
  }
  // What is recomputed changes memory and time, and no number.
  const recompute = given.includes('recompute') ? options.recompute : description.recompute;
  const resumed = { ...description, ...(recompute !== undefined && { recompute }) };
  await resumeRun({ store, description: resumed, images, architecture }, signal);
  return store;
}

function givenOptions(command: Command<unknown[], Record<string, unknown>>): string[] {
  return command.options
    .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    .map((option) => option.long?.slice(2) ?? option.name());
}
