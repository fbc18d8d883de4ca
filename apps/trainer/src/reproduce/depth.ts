import { seriesChart } from '@procrustes/charts';
import { findArchitecture } from '@procrustes/models';
import { identityBound } from '@procrustes/probes';
import type { Claim, ClaimSettings, Finding } from './claim.ts';
import { meanAndDeviation, meanText } from './mean-and-deviation.ts';
import { powerLaw } from './power-law.ts';
import { deviationOf, probedRuns, vanishings } from './probed-runs.ts';

/** Blocks per stage are doubled so often from the fewest on. */
const scales = {
  quick: { fewestBlocks: 2, doublings: 2, batchSize: 8, steps: 6 },
  full: { fewestBlocks: 2, doublings: 4, batchSize: 8, steps: 12 },
};
type Numbers = (typeof scales)['quick'];

/** Residual nets, whose identity blocks are looked at, and plain ones, whose every block is. */
const families = [
  { name: 'resnet', kind: 'identity' },
  { name: 'procresnet', kind: 'identity' },
  { name: 'plain-bn', kind: 'plain' },
  { name: 'plain', kind: 'plain' },
] as const;

interface Measurement {
  readonly family: string;
  readonly blocksPerStage: number;
  readonly seed: number;
  /** Mean |r_l − 1| in the first step, before any update. */
  readonly atFirst: number;
  /** The same over the second half of the steps. */
  readonly later: number;
  readonly diverged: string | null;
}

/** Mean |r_l − 1| against the number of blocks (claims 2 and 3). */
export const depth: Claim<Numbers> = {
  name: 'depth',
  title: 'The deeper the net, the better each block keeps the norm of the gradient',
  statement:
    'In a residual net the ratio r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖ of the identity blocks comes closer to 1 the more blocks are stacked, at initialisation and during training; plain nets do not have this property.',
  source: 'arXiv 1805.07477, sections 3 and 4',
  trains: true,
  scales,
  least: { steps: 2 },
  measure,
};

async function measure(settings: ClaimSettings<Numbers>): Promise<Finding> {
  const { batchSize, steps } = settings.scale;
  const blocks = blocksPerStageOf(settings.scale);
  const nets = families.flatMap(({ name, kind }) =>
    blocks.map((count) => ({ ...findArchitecture(name, count), kind })),
  );
  const runs = await probedRuns(nets, { batchSize, steps, probeEvery: 1 }, settings);
  const measurements = runs.map(({ net: { family, blocksPerStage, kind }, seed, norms, diverged }): Measurement => {
    const later = norms.filter(({ step }) => step > steps / 2);
    return {
      ...{ family, blocksPerStage, seed, diverged },
      atFirst: deviationOf(norms.slice(0, 1), kind),
      later: deviationOf(later, kind),
    };
  });
  return finding(measurements, settings.scale, settings.seeds.length, vanishings(runs));
}

const blocksPerStageOf = ({ fewestBlocks, doublings }: Numbers): number[] =>
  Array.from({ length: doublings + 1 }, (_, doubling) => fewestBlocks * 2 ** doubling);

function finding(
  measurements: readonly Measurement[],
  scale: Numbers,
  seeds: number,
  vanished: readonly string[],
): Finding {
  const { batchSize, steps } = scale;
  const blocks = blocksPerStageOf(scale);
  const of = (family: string, blocksPerStage: number, when: 'atFirst' | 'later') =>
    meanAndDeviation(
      measurements
        .filter((one) => one.family === family && one.blocksPerStage === blocksPerStage)
        .map((one) => one[when]),
    );
  const exponent = (family: string, when: 'atFirst' | 'later'): number => {
    const means = blocks.map((count) => of(family, count, when).mean);
    return means.every((mean) => mean > 0) ? powerLaw(blocks, means).exponent : Number.NaN;
  };
  const exponents = families.map(({ name }) => [exponent(name, 'atFirst'), exponent(name, 'later')] as const);
  const text = (value: number) => (Number.isFinite(value) ? value.toFixed(2) : 'none');
  const residual = exponents.slice(0, 2).flat();
  const plain = exponents.slice(2).flat();
  const deepest = blocks.at(-1) as number;
  const falls = residual.every((value) => value < -0.2);
  // One that is no number is of a net that diverged: it does not fall.
  const plainFallsLess = plain.every((value) => !(value <= Math.max(...residual)));
  return {
    verdict:
      falls && plainFallsLess ? 'supports' : residual.some((value) => value >= 0) ? 'contradicts' : 'cannot tell',
    words: `Mean |r_l − 1| goes as (blocks per stage)^p with p = ${families.map(({ name }, index) => `${text(exponents[index]?.[0] as number)} at initialisation and ${text(exponents[index]?.[1] as number)} in training for ${name}`).join('; ')}. At ${deepest} blocks per stage it is ${families.map(({ name }) => `${meanText(of(name, deepest, 'later'), 3)} in ${name}`).join(', ')}.`,
    tables: [
      {
        title: `Mean |r_l − 1| over ${seeds} seeds, batch ${batchSize}`,
        head: [
          'family',
          'blocks',
          'blocks per stage',
          'at initialisation',
          `steps ${Math.floor(steps / 2) + 1} to ${steps}`,
        ],
        rows: families.flatMap(({ name, kind }) =>
          blocks.map((count) => [
            name,
            kind,
            String(count),
            meanText(of(name, count, 'atFirst'), 4),
            meanText(of(name, count, 'later'), 4),
          ]),
        ),
      },
    ],
    remarks: [
      'Supported where every exponent of the residual nets is below −0.2 and every one of the plain nets above all of them (a plain net that diverged does not fall); contradicted where one of the residual nets’ is 0 or more.',
      'Over the identity blocks of residual nets and all blocks of plain ones; the transitions are the subject of `transitions`. The first step’s gradient is that of the initial weights.',
      `The dashed line is c/L of the linear theorem with L the identity (or plain) blocks and γ = 0, where c = ${identityBound({ blocks: 1 }).constant.toFixed(2)}: a bound for some optimum of a linear model, not for these nets.`,
      ...measurements.flatMap(({ family, blocksPerStage, seed, diverged }) =>
        diverged === null ? [] : [`${family} with ${blocksPerStage} blocks per stage, seed ${seed}: ${diverged}`],
      ),
      ...vanished,
    ],
    pictures: (document) =>
      (['atFirst', 'later'] as const).map((when) =>
        seriesChart(
          [
            ...families.map(({ name }) => ({
              name,
              points: blocks.map((count) => {
                const { mean, deviation } = of(name, count, when);
                return { x: 3 * count, y: mean, ...(Number.isFinite(deviation) ? { spread: deviation } : {}) };
              }),
            })),
            {
              name: 'c/L, γ = 0',
              dashed: true,
              colour: 7,
              points: blocks.map((count) => ({ x: 3 * count, y: identityBound({ blocks: 3 * count }).deviation })),
            },
          ],
          {
            document,
            width: 640,
            narrowWidth: 340,
            title: when === 'atFirst' ? 'At initialisation' : 'During training',
            caption:
              'Mean |r_l − 1| over the blocks against their number, mean and standard deviation over the seeds: a falling line is a net that keeps gradient norms better the deeper it is.',
            xLabel: 'blocks of all stages',
            yLabel: 'mean |r − 1|',
            xScale: 'log',
            yScale: 'log',
          },
        ),
      ),
    measurements,
  };
}
