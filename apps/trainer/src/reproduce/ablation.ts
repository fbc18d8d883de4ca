import { ratioCurves, runRatios } from '@procrustes/charts';
import { type Ablation, ablations } from './ablated-models.ts';
import type { Claim, ClaimSettings, Finding, Verdict } from './claim.ts';
import { learningPictures } from './learning-pictures.ts';
import { clearSign, meanAndDeviation, meanText } from './mean-and-deviation.ts';
import { deviationOf, divergences, type ProbedRun, probedRuns, vanishings } from './probed-runs.ts';

const scales = {
  quick: { blocks: 1, batchSize: 8, steps: 16, validationImages: 40 },
  full: { blocks: 6, batchSize: 64, steps: 3000, validationImages: 5000 },
};
type Numbers = (typeof scales)['quick'];

/** The changes of both variants, apart and together: ratios and learning curves. */
export const ablation: Claim<Numbers> = {
  name: 'ablation',
  title: 'Which change does what',
  statement:
    'Whitening the head and norm-preserving transitions (2018), or projecting the stem and the transitions (2020), each bring the gradient’s norm nearer to being kept, and training improves.',
  source: 'arXiv 1805.07477, versions 1 and 5, section 4',
  trains: true,
  scales,
  least: { steps: 2 },
  measure,
};

async function measure(settings: ClaimSettings<Numbers>): Promise<Finding> {
  const { blocks, batchSize, steps, validationImages } = settings.scale;
  const nets = ablations.map((one) => ({
    ...one,
    family: one.variant,
    build: (classes: number) => one.build(blocks, classes),
  }));
  const plan = { batchSize, steps, probeEvery: Math.ceil(steps / 100), validationImages, rateByBatch: true };
  return finding(await probedRuns(nets, plan, settings), settings.scale, settings.seeds[0] as number);
}

function finding(runs: readonly ProbedRun[], { blocks, batchSize, steps }: Numbers, shown: number): Finding {
  const of = (one: Ablation, value: (run: ProbedRun) => number) =>
    meanAndDeviation(runs.filter((run) => run.name === one.name).map(value));
  const atTransitions = ({ norms }: ProbedRun) =>
    deviationOf(
      norms.filter(({ step }) => step > steps / 2),
      'transition',
    );
  const lossOf = ({ metrics }: ProbedRun) => {
    const later = metrics.filter(({ step }) => step > 0.75 * steps);
    return later.reduce((sum, { loss }) => sum + loss, 0) / later.length;
  };
  const accuracy = ({ validation }: ProbedRun) => validation.at(-1)?.accuracy ?? Number.NaN;
  const named = (name: string) => ablations.find((one) => one.name === name) as Ablation;
  const verdicts = ['2018', '2020'].map((variant): Verdict => {
    const [neither, both] = [named(`${variant}: neither`), named(`${variant}: both`)];
    const signs = [atTransitions, lossOf].map((value) => clearSign(of(both, value), of(neither, value)));
    return signs.every((sign) => sign < 0)
      ? 'supports'
      : signs.every((sign) => sign > 0)
        ? 'contradicts'
        : 'cannot tell';
  });
  return {
    verdict: verdicts[0] === verdicts[1] ? (verdicts[0] as Verdict) : 'cannot tell',
    words: `From neither change to both, mean |r_l − 1| at the transitions and the training loss in the last quarter go ${[
      '2018',
      '2020',
    ]
      .map((variant) => {
        const [neither, both] = [named(`${variant}: neither`), named(`${variant}: both`)];
        return `from ${meanText(of(neither, atTransitions), 3)} to ${meanText(of(both, atTransitions), 3)} and from ${meanText(of(neither, lossOf), 3)} to ${meanText(of(both, lossOf), 3)} in the ${variant} variant`;
      })
      .join(', ')}.`,
    tables: [
      {
        title: `${blocks} blocks per stage, batch ${batchSize}, ${steps} steps, mean over the seeds`,
        head: [
          'changes',
          'mean |r_l − 1| at the transitions, second half',
          'training loss, last quarter',
          'validation accuracy at the end',
        ],
        rows: ablations.map((one) => [
          one.name,
          meanText(of(one, atTransitions), 4),
          meanText(of(one, lossOf), 4),
          meanText(of(one, accuracy), 4),
        ]),
      },
    ],
    remarks: [
      'A variant supports the claim where both changes together bring the ratios at the transitions clearly nearer to 1 and the training loss clearly down, and contradicts it where they do the clear opposite of both. Clearly: by more than the deviations over the seeds of both together (root of the sum of squares), so that one seed cannot tell. Where the variants differ, all of it together cannot tell.',
      '2018 without its transitions: those of a ResNet, a bottleneck of stride 2 beside a projection shortcut. 2020: the network is the same, and what is named is projected.',
      'The learning rate is the recipe’s, in proportion to the batch: 0.1 for 128 images. The test set is not looked at.',
      ...divergences(runs),
      ...vanishings(runs),
    ],
    pictures: (document) => {
      const own = runs.filter(({ seed }) => seed === shown);
      const size = { document, width: 640, narrowWidth: 340 };
      return [
        ratioCurves(
          own.map(({ name, norms }) => runRatios(name, norms)),
          size,
        ),
        ...learningPictures(own, size),
      ];
    },
    measurements: runs.map(({ name, seed, diverged, metrics, validation, norms }) => ({
      ...{ name, seed, diverged, validation },
      losses: metrics.map(({ loss }) => loss),
      transitions: norms.map((record) => ({ step: record.step, deviation: deviationOf([record], 'transition') })),
    })),
  };
}
