import { seriesChart } from '@procrustes/charts';
import { findArchitecture } from '@procrustes/models';
import type { Claim, ClaimSettings, Finding } from './claim.ts';
import { initialiseDeltaOrthogonally } from './delta-orthogonal.ts';
import { meanAndDeviation, meanText } from './mean-and-deviation.ts';
import { deviationOf, divergences, type ProbedNet, type ProbedRun, probedRuns, vanishings } from './probed-runs.ts';

const scales = {
  quick: { blocks: 3, batchSize: 8, steps: 16 },
  full: { blocks: 9, batchSize: 16, steps: 300 },
};
type Numbers = (typeof scales)['quick'];

interface Net {
  readonly name: string;
  readonly family: string;
  readonly kind: 'plain' | 'identity';
  readonly initialise?: ProbedNet['initialise'];
}

const nets: readonly Net[] = [
  { name: 'plain, He', family: 'plain', kind: 'plain' },
  { name: 'plain, delta-orthogonal', family: 'plain', kind: 'plain', initialise: initialiseDeltaOrthogonally },
  { name: 'resnet, He', family: 'resnet', kind: 'identity' },
  { name: 'procresnet, He', family: 'procresnet', kind: 'identity' },
];

/** Plain nets with two initialisations beside residual nets: who keeps gradient norms at first, and who goes on to. */
export const initialisation: Claim<Numbers> = {
  name: 'initialisation',
  title: 'Initialisation gives norm preservation at the beginning, skips keep it',
  statement:
    'A good initialisation makes a plain net preserve the norm of the gradient at the beginning of training only; identity skips keep it throughout.',
  source: 'arXiv 1805.07477, abstract and section 2; the initialisation is that of Xiao et al. 2018',
  trains: true,
  scales,
  least: { steps: 2 },
  measure,
};

async function measure(settings: ClaimSettings<Numbers>): Promise<Finding> {
  const { blocks, batchSize, steps } = settings.scale;
  const built = nets.map((net) => ({ ...findArchitecture(net.family, blocks), ...net }));
  const runs = await probedRuns(built, { batchSize, steps, probeEvery: Math.ceil(steps / 100) }, settings);
  return finding(runs, settings.scale);
}

function finding(runs: readonly ProbedRun[], { blocks, batchSize, steps }: Numbers): Finding {
  const moments = {
    first: (step: number) => step === 1,
    last: (step: number) => step > 0.75 * steps,
  };
  const of = (net: Net, when: keyof typeof moments) =>
    meanAndDeviation(
      runs
        .filter((run) => run.name === net.name)
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
      ...divergences(runs),
      ...vanishings(runs),
    ],
    pictures: (document) => [
      seriesChart(
        nets.map((net) => {
          const own = runs.filter((run) => run.name === net.name);
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
