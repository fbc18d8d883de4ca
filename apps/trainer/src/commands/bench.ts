import { Command } from '@commander-js/extra-typings';
import { prepareBackend } from '@procrustes/backends';
import { syntheticImages } from '@procrustes/data';
import { recipeFor, TrainingSession } from '@procrustes/training';
import { backendOption } from '../backend-option.ts';
import { whole } from '../options.ts';
import { requireModel } from '../require-model.ts';
import { note, print, printJson, table } from '../terminal.ts';

/** `procrustes bench step`: how long a training step takes. */
export function benchCommand() {
  const step = new Command('step')
    .description('time training steps, plain and probed in turn; the first of each is not counted')
    .option('--model <name>', 'a model of `procrustes models`', 'resnet-164')
    .option('--blocks <n>', 'blocks per stage, instead of those of the name', whole(1))
    .option('--batch-size <n>', 'images per step', whole(1), 32)
    .option('--steps <n>', 'counted steps of each kind', whole(1), 5)
    .addOption(backendOption())
    .option('--json', 'print JSON')
    .action(async ({ model: name, blocks, batchSize, steps, backend: backendName, json }) => {
      const architecture = requireModel(name, blocks);
      const backend = await prepareBackend(backendName);
      note(`${architecture.name} at batch ${batchSize} on ${backend.name}: ${2 * (steps + 1)} steps`);
      const { optimizer, schedule } = recipeFor(architecture.family);
      const images = syntheticImages({ images: 4 * batchSize, seed: 0 });
      const session = new TrainingSession(architecture.build(images.classes), images, {
        modelName: architecture.name,
        batchSize,
        seed: 0,
        optimizer,
        // Small, so that a benchmark of random labels cannot diverge.
        schedule: { ...schedule, initial: 1e-3 },
        projection: { mode: 'off', probability: 0 },
      });
      const times = { plain: [] as number[], probed: [] as number[] };
      try {
        for (let index = 0; index < 2 * (steps + 1); index += 1) {
          const probe = index % 2 === 1;
          const { milliseconds } = (await session.next({ probe })).metrics;
          if (index >= 2) times[probe ? 'probed' : 'plain'].push(milliseconds);
        }
      } finally {
        session.dispose();
      }
      const ratios = times.probed.map((probed, index) => probed / (times.plain[index] as number));
      const result = {
        model: architecture.name,
        batchSize,
        backend: backend.name,
        device: backend.device,
        node: process.versions.node,
        plainMilliseconds: spread(times.plain),
        probedMilliseconds: spread(times.probed),
        probedToPlain: spread(ratios),
        peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      };
      if (json) return printJson(result);
      const row = (what: string, { min, median, max }: Spread, digits: number) =>
        [what, min.toFixed(digits), median.toFixed(digits), max.toFixed(digits)] as const;
      print(
        table(
          [`${result.model}, batch ${batchSize}, ${backend.name}`, 'min', 'median', 'max'],
          [
            row('plain step, ms', result.plainMilliseconds, 0),
            row('probed step, ms', result.probedMilliseconds, 0),
            row('probed / plain, pair by pair', result.probedToPlain, 3),
          ],
        ),
      );
      print(`peak memory of the process: ${(result.peakMemoryBytes / 2 ** 30).toFixed(2)} GiB`);
    });
  return new Command('bench').description('benchmarks').addCommand(step);
}

interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] as number;
  return { min: at(0), median: at(0.5), max: at(1) };
}
