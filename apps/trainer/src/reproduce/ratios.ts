import { ratioAnimation, ratioCurves, ratioDomain, ratioHeatmap, ratioLimit, runRatios } from '@procrustes/charts';
import { type Architecture, findArchitecture } from '@procrustes/models';
import type { Claim, ClaimSettings, Finding } from './claim.ts';
import { meanAndDeviation, meanText } from './mean-and-deviation.ts';
import { deviationOf, divergences, type ProbedRun, probedRuns, vanishings } from './probed-runs.ts';

const scales = {
  quick: { blocks: 3, batchSize: 8, steps: 16 },
  full: { blocks: 9, batchSize: 16, steps: 100 },
};
type Numbers = (typeof scales)['quick'];

const residual = ['resnet', 'procresnet', 'procresnet-2018'] as const;
const plain = ['plain-bn', 'plain'] as const;
const families = [...plain, ...residual] as const;

/** r_l of every block while the five kinds of net train: the paper's picture (claims 1, 3 and 4). */
export const ratios: Claim<Numbers> = {
  name: 'ratios',
  title: 'How every block treats the norm of the gradient while it trains',
  statement:
    'Identity skips keep r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖ near 1 at initialisation and during training; plain nets, with or without batch norm, do not keep it.',
  source: 'arXiv 1805.07477, figures of section 5',
  trains: true,
  scales,
  least: { steps: 2 },
  measure,
};

async function measure(settings: ClaimSettings<Numbers>): Promise<Finding> {
  const { blocks, batchSize, steps } = settings.scale;
  const nets = families.map((family) => findArchitecture(family, blocks));
  const runs = await probedRuns(nets, { batchSize, steps, probeEvery: Math.ceil(steps / 100) }, settings);
  return finding(runs, settings.scale, settings.seeds[0] as number);
}

function finding(
  runs: readonly ProbedRun<Architecture>[],
  { blocks, batchSize, steps }: Numbers,
  shown: number,
): Finding {
  const kindsOf = (family: string) =>
    (plain as readonly string[]).includes(family) ? (['plain'] as const) : (['identity', 'transition'] as const);
  const moments = {
    first: (step: number) => step === 1,
    later: (step: number) => step > steps / 2,
  };
  const of = (family: string, kind: 'identity' | 'transition' | 'plain', when: keyof typeof moments) =>
    meanAndDeviation(
      runs
        .filter((run) => run.net.family === family)
        .map(({ norms }) =>
          deviationOf(
            norms.filter(({ step }) => moments[when](step)),
            kind,
          ),
        ),
    );
  const identity = residual.map((family) => of(family, 'identity', 'later').mean);
  const others = plain.map((family) => of(family, 'plain', 'later').mean);
  // Of a net that diverged there is no mean: a plain one did not keep the norm, and of a residual one nothing can be told.
  const apart = others.filter((mean) => !(mean <= Math.max(...identity))).length;
  const verdict = apart === others.length ? 'supports' : apart === 0 ? 'contradicts' : 'cannot tell';
  return {
    verdict: identity.every(Number.isFinite) ? verdict : 'cannot tell',
    words: `In the second half of training mean |r_l − 1| over the identity blocks is ${residual.map((family) => `${meanText(of(family, 'identity', 'later'), 3)} in ${family}`).join(', ')}; over the blocks of plain nets ${plain.map((family) => `${meanText(of(family, 'plain', 'later'), 3)} in ${family}`).join(', ')}.`,
    tables: [
      {
        title: `Mean |r_l − 1|, ${blocks} blocks per stage, batch ${batchSize}, mean over the seeds`,
        head: ['family', 'blocks', 'step 1', `steps ${Math.floor(steps / 2) + 1} to ${steps}`],
        rows: families.flatMap((family) =>
          kindsOf(family).map((kind) => [
            family,
            kind,
            meanText(of(family, kind, 'first'), 4),
            meanText(of(family, kind, 'later'), 4),
          ]),
        ),
      },
    ],
    remarks: [
      'Supported where, in the second half, both plain nets are farther from 1 than every residual net, or diverged; contradicted where neither is. Where a residual net diverged, nothing can be told.',
      `The pictures are of seed ${shown}.`,
      ...divergences(runs),
      ...vanishings(runs),
    ],
    pictures: (document) => {
      const drawn = runs
        .filter(({ seed }) => seed === shown)
        .flatMap(({ name, norms }) => (norms.length === 0 ? [] : [runRatios(name, norms)]));
      const size = { document, width: 640, narrowWidth: 340 };
      const [limit, domain] = [ratioLimit(drawn), ratioDomain(drawn)];
      return [
        ...drawn.map((one) => ratioHeatmap(one, { ...size, limit, titles: false })),
        ratioCurves(drawn, size),
        ...drawn.map((one) => ratioAnimation(one, { ...size, domain })),
      ];
    },
    measurements: runs.map(({ name, seed, norms, diverged }) => ({ name, seed, diverged, norms })),
  };
}
