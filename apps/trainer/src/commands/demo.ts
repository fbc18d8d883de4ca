import { join } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { type PreparedBackend, prepareBackend, requireTrainingPrecision } from '@procrustes/backends';
import type { RunImages } from '@procrustes/data';
import { findArchitecture } from '@procrustes/models';
import { type RunDescription, runFiles } from '@procrustes/runs';
import { createRunFolder, type FolderStore, unusedRunFolder } from '@procrustes/runs/node';
import { recipeFor } from '@procrustes/training';
import { backendOption } from '../backend-option.ts';
import { interruptible } from '../interruption.ts';
import { type ImageSource, loadImages } from '../load-images.ts';
import { integer, whole } from '../options.ts';
import { readChartedRun } from '../read-charted-run.ts';
import { describeRun } from '../run-description.ts';
import { sessionOf, startRun } from '../run-session.ts';
import { summaryJson, summaryTable } from '../summary-table.ts';
import { note, print, printJson } from '../terminal.ts';
import { reportOf } from '../write-report.ts';

/** Three blocks per stage: with one, a ResNet has no identity block at all. */
const blocksPerStage = 3;
const batchSize = 16;
const validationImages = 1000;
/** For the steps of both nets together, so that installing, fetching and validating fit into eight minutes too. */
const trainingSeconds = 330;
const trialSteps = 10;

/** `procrustes demo`: the comparison of the paper in a few minutes. */
export function demoCommand() {
  return new Command('demo')
    .description('train a small ResNet and a small ProcResNet from one seed, and compare how they keep gradient norms')
    .addOption(
      new Option('--dataset <name>', 'what to train on')
        .choices(['cifar10', 'synthetic'] as const)
        .default('cifar10' as const),
    )
    .option('--steps <n>', 'of each net', whole(1), 200)
    .option('--seed <n>', 'of everything random', integer, 0)
    .addOption(backendOption())
    .option('--json', 'print JSON')
    .action(async ({ dataset, steps: wanted, seed, backend: name, json }) => {
      const { folder, stores } = await interruptible((signal) => compare({ dataset, wanted, seed, name }, signal));
      await folder.write(runFiles.report, await reportOf(stores));
      const report = join(folder.name, runFiles.report);
      const runs = await Promise.all(stores.map(readChartedRun));
      if (json) return printJson({ report, runs: await Promise.all(runs.map(summaryJson)) });
      if (dataset === 'synthetic') print('SYNTHETIC DATA: these numbers say nothing about a real data set.');
      print(await summaryTable(runs));
      print(`report: ${report}`);
    });
}

interface Comparison {
  readonly dataset: 'cifar10' | 'synthetic';
  readonly wanted: number;
  readonly seed: number;
  readonly name: string;
}

/** Trains both nets, each in a folder of its own below a new one. */
async function compare({ dataset, wanted, seed, name }: Comparison, signal: AbortSignal) {
  const backend = await prepareBackend(name);
  requireTrainingPrecision(backend, { allowFloat16: false });
  note(`backend: ${backend.name}, ${backend.device} (${backend.why})`);
  const source: ImageSource = { dataset, path: null, validationImages, seed };
  if (dataset === 'synthetic') note('SYNTHETIC DATA: the images are made by a program');
  const images = await loadImages(source, signal);
  const describe = (family: string, steps: number) => describeDemo({ family, steps, seed, source, images, backend });
  const steps = await affordableSteps(describe('resnet', wanted), images);
  const folder = await unusedRunFolder('runs', 'demo');
  const stores: FolderStore[] = [];
  for (const family of ['resnet', 'procresnet']) {
    const description = describe(family, steps);
    const store = await createRunFolder(join(folder.name, description.model.name));
    await startRun({ store, description, images }, signal);
    stores.push(store);
  }
  return { folder, stores };
}

interface DemoSettings {
  readonly family: string;
  readonly steps: number;
  readonly seed: number;
  readonly source: ImageSource;
  readonly images: RunImages;
  readonly backend: PreparedBackend;
}

function describeDemo({ family, steps, seed, source, images, backend }: DemoSettings): RunDescription {
  const recipe = recipeFor(family);
  return describeRun({
    architecture: findArchitecture(family, blocksPerStage),
    source,
    images,
    recipe,
    crop: 'zeros',
    projection: 'exact',
    tangentMomentum: false,
    batchSize,
    steps,
    probeEvery: 1,
    checkpointEvery: 0,
    recompute: 'none',
    seed,
    backend,
  });
}

/** The steps that were wanted, or as many as fit the time, by a trial of ten; says so where they are fewer. */
async function affordableSteps(description: RunDescription, images: RunImages): Promise<number> {
  const wanted = description.steps;
  if (wanted <= trialSteps) return wanted;
  note(`trying ${trialSteps} steps to see how fast this machine is`);
  const session = sessionOf({ description, images });
  const milliseconds: number[] = [];
  try {
    for (let step = 0; step < trialSteps; step += 1) {
      milliseconds.push((await session.next({ probe: true })).metrics.milliseconds);
    }
  } finally {
    session.dispose();
  }
  const median = milliseconds.sort((a, b) => a - b)[trialSteps / 2] as number;
  const affordable = Math.max(trialSteps, Math.floor((1000 * trainingSeconds) / (2 * median)));
  if (affordable >= wanted) return wanted;
  note(
    `a step takes ${(median / 1000).toFixed(1)} s here: training ${affordable} steps of each net instead of ${wanted}, to stay within minutes`,
  );
  return affordable;
}
