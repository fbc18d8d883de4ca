import { seriesChart } from '@procrustes/charts';
import { findArchitecture, type Model } from '@procrustes/models';
import { blockRatios } from '@procrustes/probes';
import type { NormsRecord } from '@procrustes/runs';
import { type BlockGains, blockGains } from './block-gains.ts';
import type { Claim, ClaimSettings, Finding, Verdict } from './claim.ts';
import { meanAndDeviation, meanText } from './mean-and-deviation.ts';
import { probedRuns, vanishings } from './probed-runs.ts';

const scales = {
  quick: { blocks: 2, batchSize: 8, steps: 12 },
  full: { blocks: 9, batchSize: 16, steps: 150 },
};
type Numbers = (typeof scales)['quick'];

const families = ['resnet', 'procresnet', 'procresnet-2018'] as const;

interface Measurement {
  readonly family: string;
  readonly seed: number;
  readonly diverged: string | null;
  /** Gains of the trained transitions for white noise, each alone. */
  readonly white: readonly BlockGains[];
  /** r_l of the transitions at every probed step, in training. */
  readonly real: readonly {
    readonly step: number;
    readonly site: string;
    readonly backward: number;
    readonly forward: number;
  }[];
}

/** The transition blocks alone, ResNet's against ProcResNet's (claim 4). */
export const transitions: Claim<Numbers> = {
  name: 'transitions',
  title: 'The transitions are the exception, and Procrustes repairs them',
  statement:
    'Where width or resolution changes, an ordinary ResNet does not keep the norm of the gradient: r_l is far from 1. The transitions of a Procrustes ResNet do.',
  source: 'arXiv 1805.07477, section 4',
  trains: true,
  scales,
  least: { steps: 2 },
  measure,
};

async function measure(settings: ClaimSettings<Numbers>): Promise<Finding> {
  const { blocks, batchSize, steps } = settings.scale;
  const nets = families.map((family) => findArchitecture(family, blocks));
  const inspect = (model: Model, seed: number) => blockGains(model, 'transition', { size: 8, seed });
  const runs = await probedRuns(nets, { batchSize, steps, probeEvery: Math.ceil(steps / 50), inspect }, settings);
  const measurements = runs.map(
    ({ net: { family }, seed, diverged, seen, norms }): Measurement => ({
      ...{ family, seed, diverged },
      white: seen ?? [],
      real: norms.flatMap(realGains),
    }),
  );
  return finding(measurements, settings.scale, vanishings(runs));
}

/** r_l of each transition of a record, and how much longer the stream is behind it. */
function realGains(record: NormsRecord) {
  return blockRatios(record).flatMap(({ site, kind, ratio }, index) =>
    kind === 'transition'
      ? [
          {
            step: record.step,
            site,
            backward: ratio,
            forward: (record.activation[index + 1] as number) / (record.activation[index] as number),
          },
        ]
      : [],
  );
}

function finding(
  measurements: readonly Measurement[],
  { blocks, batchSize, steps }: Numbers,
  vanished: readonly string[],
): Finding {
  const of = (family: string) => measurements.filter((one) => one.family === family);
  const later = (family: string, site: string, way: 'backward' | 'forward') =>
    meanAndDeviation(
      of(family).map(({ real }) => {
        const own = real.filter((one) => one.site === site && one.step > steps / 2);
        return own.reduce((sum, one) => sum + one[way], 0) / own.length;
      }),
    );
  const white = (family: string, site: string, way: 'backward' | 'forward') =>
    meanAndDeviation(of(family).map((one) => one.white.find((gains) => gains.site === site)?.[way] ?? Number.NaN));
  const sitesOf = (family: string) => [...new Set(of(family).flatMap(({ real }) => real.map(({ site }) => site)))];
  /** Mean |r_l − 1| over the transitions, in the second half. */
  const distance = (family: string) => {
    const distances = of(family).map(({ real }) => {
      const own = real.filter(({ step }) => step > steps / 2);
      return own.reduce((sum, { backward }) => sum + Math.abs(backward - 1), 0) / own.length;
    });
    return meanAndDeviation(distances);
  };
  const ordinary = distance('resnet').mean;
  const verdicts = families.slice(1).map((family): readonly [family: string, verdict: Verdict] => {
    const { mean } = distance(family);
    return [family, mean < ordinary / 2 ? 'supports' : mean > ordinary ? 'contradicts' : 'cannot tell'];
  });
  const [[, first]] = verdicts as [readonly [string, Verdict]];
  return {
    verdict: verdicts.every(([, verdict]) => verdict === first) ? first : 'cannot tell',
    words: `In the second half of training mean |r_l − 1| over the transitions is ${families.map((family) => `${meanText(distance(family), 3)} in ${family}`).join(', ')}; by variant: ${verdicts.map(([family, verdict]) => `${family} ${verdict}`).join(', ')}.`,
    tables: [
      {
        title: `Gains of the transitions, ${blocks} blocks per stage, batch ${batchSize}, mean over steps ${Math.floor(steps / 2) + 1} to ${steps} and the seeds`,
        head: [
          'family',
          'transition',
          'r_l of real gradients',
          'r_l of white gradients',
          'forward, real signals',
          'forward, white signals',
        ],
        rows: families.flatMap((family) =>
          sitesOf(family).map((site) => [
            family,
            site,
            meanText(later(family, site, 'backward'), 3),
            meanText(white(family, site, 'backward'), 3),
            meanText(later(family, site, 'forward'), 3),
            meanText(white(family, site, 'forward'), 3),
          ]),
        ),
      },
    ],
    remarks: [
      'A variant supports the claim where its mean |r_l − 1| is below half of ResNet’s, and contradicts it where it is above ResNet’s; where the variants differ, all of it together cannot tell.',
      'In the 2018 variant the pooling keeps the norm of every gradient, but the copies of a duplicated map are told the same by the layers behind them: their gradients add up to more than those of white noise do.',
      'White: standard normal noise through the trained block alone, independent forward and backward. The projection of 2020 sets every σ to √(n_out/n_in), which keeps the norm of white gradients on average, and not that of signals: forward and backward gain are different things.',
      ...measurements.flatMap(({ family, seed, diverged }) =>
        diverged === null ? [] : [`${family}, seed ${seed}: ${diverged}`],
      ),
      ...vanished,
    ],
    pictures: (document) => [
      seriesChart(
        families.map((family) => ({
          name: family,
          points: [...new Set(of(family).flatMap(({ real }) => real.map(({ step }) => step)))].map((step) => {
            const ratios = of(family).flatMap(({ real }) => real.filter((one) => one.step === step));
            return {
              x: step,
              y: ratios.reduce((sum, { backward }) => sum + Math.abs(backward - 1), 0) / ratios.length,
            };
          }),
        })),
        {
          document,
          width: 640,
          narrowWidth: 340,
          title: 'Distance from norm preservation at the transitions',
          caption: 'Mean |r_l − 1| over the transitions and the seeds, by training step.',
          xLabel: 'step',
          yLabel: 'mean |r − 1|',
        },
      ),
    ],
    measurements,
  };
}
