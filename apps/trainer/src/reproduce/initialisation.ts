import { seriesChart } from '@procrustes/charts';
import { findArchitecture, type Model } from '@procrustes/models';
import { recipeFor } from '@procrustes/training';
import { loadImages } from '../load-images.ts';
import type { Claim, ClaimSettings, Finding } from './claim.ts';
import { initialiseDeltaOrthogonally } from './delta-orthogonal.ts';
import { meanAndDeviation, meanText } from './mean-and-deviation.ts';
import { deviationOf, type ProbedRun, probedRun } from './probed-run.ts';

const scales = {
  quick: { blocks: 3, batchSize: 8, steps: 16 },
  full: { blocks: 9, batchSize: 16, steps: 300 },
} as const;

interface Net {
  readonly name: string;
  readonly family: string;
  readonly kind: 'plain' | 'identity';
  readonly initialise?: (model: Model, seed: number) => void;
}

const nets: readonly Net[] = [
  { name: 'plain, He', family: 'plain', kind: 'plain' },
  { name: 'plain, delta-orthogonal', family: 'plain', kind: 'plain', initialise: initialiseDeltaOrthogonally },
  { name: 'resnet, He', family: 'resnet', kind: 'identity' },
  { name: 'procresnet, He', family: 'procresnet', kind: 'identity' },
];

type NetRun = ProbedRun & { readonly net: Net };

/** Plain nets with two initialisations beside residual nets: who keeps gradient norms at first, and who goes on to. */
export const initialisation: Claim = {
  name: 'initialisation',
  title: 'Initialisation gives norm preservation at the beginning, skips keep it',
  statement:
    'A good initialisation makes a plain net preserve the norm of the gradient at the beginning of training only; identity skips keep it throughout.',
  source: 'arXiv 1805.07477, abstract and section 2; the initialisation is that of Xiao et al. 2018',
  trains: true,
  measure,
};

async function measure({ scale, seeds, dataset, signal, note }: ClaimSettings): Promise<Finding> {
  const { blocks, batchSize, steps } = scales[scale];
  const runs: NetRun[] = [];
  for (const seed of seeds) {
    const images = await loadImages({ dataset, path: null, validationImages: 0, seed }, signal);
    for (const net of nets) {
      note(`seed ${seed}: ${net.name}, ${steps} steps`);
      const { initialise } = net;
      const run = await probedRun({
        ...{ name: net.name, model: findArchitecture(net.family, blocks).build(images.training.classes) },
        ...{ recipe: recipeFor(net.family), images, batchSize, seed, steps, signal },
        probeEvery: Math.ceil(steps / 100),
        ...(initialise && { initialise: (model: Model) => initialise(model, seed) }),
      });
      runs.push({ ...run, net });
    }
  }
  return finding(runs, scales[scale]);
}

function finding(runs: readonly NetRun[], { blocks, batchSize, steps }: (typeof scales)[keyof typeof scales]): Finding {
  const moments = {
    first: (step: number) => step === 1,
    last: (step: number) => step > 0.75 * steps,
  };
  const of = (net: Net, when: keyof typeof moments) =>
    meanAndDeviation(
      runs
        .filter((run) => run.net === net)
        .map(({ norms }) =>
          deviationOf(
            norms.filter(({ step }) => moments[when](step)),
            net.kind,
          ),
        ),
    );
  const [he, delta, ...residual] = nets as [Net, Net, ...Net[]];
  const goodAtFirst = of(delta, 'first').mean < of(he, 'first').mean;
  const lost = !(of(delta, 'last').mean <= 1.5 * of(delta, 'first').mean);
  const kept = residual.every((net) => of(net, 'last').mean <= 1.5 * of(net, 'first').mean);
  return {
    verdict: goodAtFirst && lost && kept ? 'supports' : !lost && !kept ? 'contradicts' : 'cannot tell',
    words: `Mean |r_l − 1| goes from the first step to the last quarter of ${steps}: ${nets.map((net) => `${meanText(of(net, 'first'), 3)} to ${meanText(of(net, 'last'), 3)} in ${net.name}`).join('; ')}.`,
    tables: [
      {
        title: `Mean |r_l − 1| over plain or identity blocks, ${blocks} blocks per stage, batch ${batchSize}`,
        head: ['net', 'step 1', `steps ${Math.floor(0.75 * steps) + 1} to ${steps}`],
        rows: nets.map((net) => [net.name, meanText(of(net, 'first'), 4), meanText(of(net, 'last'), 4)]),
      },
    ],
    remarks: [
      'Supported where delta-orthogonal weights are nearer to 1 than He’s in the first step, are more than half as far again from it in the last quarter, and the residual nets are not; contradicted where the plain net keeps it and a residual one does not.',
      'Plain nets have no batch norm here and start at a tenth of the rate, because they diverge at 0.1.',
      ...runs.flatMap(({ name, seed, diverged }) => (diverged === null ? [] : [`${name}, seed ${seed}: ${diverged}`])),
    ],
    pictures: (document) => [
      seriesChart(
        nets.map((net) => {
          const own = runs.filter((run) => run.net === net);
          return {
            name: net.name,
            points: (own[0]?.norms ?? []).map(({ step }) => {
              const values = own.flatMap(({ norms }) => {
                const record = norms.find((one) => one.step === step);
                return record === undefined ? [] : [deviationOf([record], net.kind)];
              });
              return { x: step, y: meanAndDeviation(values).mean };
            }),
          };
        }),
        {
          document,
          width: 640,
          narrowWidth: 340,
          title: 'Distance from norm preservation',
          caption: 'Mean |r_l − 1| over the plain or identity blocks and the seeds, by training step.',
          xLabel: 'step',
          yLabel: 'mean |r − 1|',
          yScale: 'log',
        },
      ),
    ],
    measurements: runs.map(({ name, seed, norms, diverged }) => ({ name, seed, diverged, norms })),
  };
}
