import {
  type ConvolutionGradient,
  convolutionKey,
  type FormulationChoices,
  type FormulationTable,
  formulationsOf,
  prepareBackend,
} from '@procrustes/backends';
import { type Architecture, convolutionShapes } from '@procrustes/models';
import {
  type ConvolutionShape,
  convolution,
  convolutionFilterGradient,
  convolutionInputGradient,
  convolutionOutputSize,
} from '@procrustes/ops';
import { Generator } from '@procrustes/random';
import { randomNormal, slice, type Tensor, type Tensor4D, tidy, zeros } from '@tensorflow/tfjs-core';
import { cells, type ResultTables } from '../results/result-tables.ts';
import { note } from '../terminal.ts';
import { inTurns } from './in-turns.ts';
import { pairedRatios, type Spread, spread } from './spread.ts';

export interface KernelsSettings {
  readonly architectures: readonly Architecture[];
  readonly backends: readonly string[];
  readonly batchSize: number;
  readonly rounds: number;
  /** Of the images. */
  readonly size: number;
}

type Operation = 'forward' | ConvolutionGradient;
const operations: readonly Operation[] = ['forward', 'input-gradient', 'filter-gradient'];

export interface KernelTime {
  /** Null where there is one way alone. */
  readonly formulation: string | null;
  /** Whether it is what a step takes today. */
  readonly chosen: boolean;
  readonly milliseconds: Spread;
  /** Over the rule's formulation, round by round; null for that one itself, and where there is one way alone. */
  readonly toRule: Spread | null;
}

export interface KernelRow {
  readonly backend: string;
  readonly operation: Operation;
  readonly shape: ConvolutionShape;
  /** How many of each model's convolutions are like this. */
  readonly counts: Readonly<Record<string, number>>;
  readonly times: readonly KernelTime[];
}

export interface KernelsResult {
  readonly benchmark: 'kernels';
  readonly batchSize: number;
  readonly rounds: number;
  readonly rows: readonly KernelRow[];
}

/** What another formulation than the rule's must be faster by before a table takes it: less is within what runs differ by. */
export const leastGain = 1.1;

/** Times every convolution of the models' steps, each formulation that can compute it in turn. */
export async function measureKernels(settings: KernelsSettings): Promise<KernelsResult> {
  const { architectures, backends, batchSize, rounds, size } = settings;
  const rows: KernelRow[] = [];
  for (const backend of backends) {
    note(`kernels: ${architectures.map(({ name }) => name).join(', ')} at batch ${batchSize} on ${backend}`);
    await prepareBackend(backend);
    const shapes = distinctShapes(architectures, size);
    for (const [index, { shape, counts, ofImages }] of shapes.entries()) {
      note(`  ${index + 1} of ${shapes.length}: ${shapeText(shape)}`);
      for (const operation of operations) {
        // A step never asks for the gradient of the images.
        if (operation === 'input-gradient' && ofImages) continue;
        const times = await timesOf(backend, operation, shape, batchSize, rounds);
        rows.push({ backend, operation, shape, counts, times });
      }
    }
  }
  return { benchmark: 'kernels', batchSize, rounds, rows };
}

/** Of all models together. */
function distinctShapes(architectures: readonly Architecture[], size: number) {
  const found = new Map<string, Pick<KernelRow, 'shape'> & { counts: Record<string, number>; ofImages: boolean }>();
  for (const { name, build } of architectures) {
    const { network } = build(10);
    network.initialise(Generator.named(0, 'weights'));
    const images: Tensor4D = zeros([1, size, size, 3]);
    try {
      for (const [index, { count, ...shape }] of convolutionShapes(network, images).entries()) {
        const key = JSON.stringify(shape);
        const entry = found.get(key) ?? { shape, counts: {}, ofImages: index === 0 };
        entry.counts[name] = count;
        found.set(key, entry);
      }
    } finally {
      images.dispose();
      network.dispose();
    }
  }
  return [...found.values()];
}

async function timesOf(
  backend: string,
  operation: Operation,
  shape: ConvolutionShape,
  batchSize: number,
  rounds: number,
): Promise<KernelTime[]> {
  const formulations = operation === 'forward' ? undefined : formulationsOf(backend);
  const key = operation === 'forward' ? '' : convolutionKey(operation, shape);
  const candidates = formulations?.candidates(key) ?? [];
  const { inputs, run } = operands(operation, shape, batchSize);
  try {
    const turns = (candidates.length === 0 ? [null] : candidates).map((formulation) => async () => {
      if (formulation !== null) await prepareBackend(backend, { formulations: { [key]: formulation } });
      return milliseconds(run);
    });
    const samples = (await inTurns(turns, rounds)).map(({ samples: values }) => values as readonly number[]);
    const [first] = samples as [readonly number[]];
    const chosen = formulations?.table.choices[key] ?? candidates[0] ?? null;
    return samples.map((values, index) => {
      const formulation = candidates[index] ?? null;
      return {
        formulation,
        chosen: formulation === chosen,
        milliseconds: spread(values),
        toRule: index === 0 ? null : pairedRatios(values, first),
      };
    });
  } finally {
    for (const tensor of inputs) tensor.dispose();
    await prepareBackend(backend);
  }
}

function operands(operation: Operation, shape: ConvolutionShape, batchSize: number) {
  const { kernel, stride, padding, inChannels, outChannels, height, width } = shape;
  // Any seed will do, but 0, which TensorFlow.js takes for none: what is multiplied does not change the time.
  const x: Tensor4D = randomNormal([batchSize, height, width, inChannels], 0, 1, 'float32', 1);
  const dy: Tensor4D = randomNormal([batchSize, ...convolutionOutputSize(shape), outChannels], 0, 1, 'float32', 2);
  const filter: Tensor4D = randomNormal([...kernel, inChannels, outChannels], 0, 1, 'float32', 3);
  const attributes = { stride, padding };
  const run = {
    forward: () => convolution(x, filter, attributes),
    'input-gradient': () => convolutionInputGradient(dy, filter, { ...attributes, height, width }),
    'filter-gradient': () => convolutionFilterGradient(x, dy, { ...attributes, kernel }),
  }[operation];
  return { inputs: [x, dy, filter], run };
}

/** Of one run, until one of its numbers is read: a device that works behind its caller's back is done then. */
async function milliseconds(run: () => Tensor): Promise<number> {
  const start = performance.now();
  const [whole, first] = tidy(() => {
    const y = run();
    return [y, slice(y, [0, 0, 0, 0], [1, 1, 1, 1])] as const as [Tensor, Tensor];
  });
  await first.data();
  const taken = performance.now() - start;
  whole.dispose();
  first.dispose();
  return taken;
}

/**
 * The formulation of each gradient that was measured: the fastest, by the median of its ratios to the rule's, where it is
 * faster by more than a tenth in three rounds of four and by the least times; else the rule's. A machine that is busy with
 * something else makes a gain of nothing by the median alone.
 */
export function fastestFormulations(rows: readonly KernelRow[]): FormulationChoices {
  const choices: Record<string, string> = {};
  for (const { operation, shape, times } of rows) {
    const [rule] = times;
    if (operation === 'forward' || rule === undefined || rule.formulation === null) continue;
    const faster = times
      .filter(
        ({ toRule, milliseconds: { min } }) =>
          toRule !== null && leastGain * upperQuartile(toRule.samples) < 1 && leastGain * min < rule.milliseconds.min,
      )
      .sort((a, b) => (a.toRule as Spread).median - (b.toRule as Spread).median);
    choices[convolutionKey(operation, shape)] = (faster[0] ?? rule).formulation as string;
  }
  return choices;
}

/** What three samples of four do not exceed. */
function upperQuartile(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.ceil(0.75 * sorted.length) - 1] as number;
}

/** What was measured on wasm, as a table to commit. */
export function formulationTableOf(
  { rows, batchSize, rounds }: KernelsResult,
  { date, processor, versions }: Pick<FormulationTable['measured'], 'date' | 'processor' | 'versions'>,
): FormulationTable {
  return {
    measured: { date, processor, versions, batchSize, rounds },
    choices: fastestFormulations(rows.filter(({ backend }) => formulationsOf(backend) !== undefined)),
  };
}

function shapeText({ kernel, stride, inChannels, outChannels, height, width }: ConvolutionShape): string {
  return `${inChannels} → ${outChannels}, ${kernel.join('×')}, stride ${stride}, ${height}×${width}`;
}

export function kernelsReport({ rows, batchSize, rounds }: KernelsResult): ResultTables {
  const backends = [...new Set(rows.map(({ backend }) => backend))];
  return {
    tables: backends.map((backend) => ({
      title: `Convolutions on ${backend}, batch ${batchSize}`,
      head: ['convolution', 'operation', 'formulation', 'chosen', 'median, ms', 'min', 'max', 'to the rule’s'],
      rows: rows
        .filter((row) => row.backend === backend)
        .flatMap(({ shape, operation, times }) =>
          times.map(({ formulation, chosen, milliseconds: time, toRule }) => [
            shapeText(shape),
            operation,
            formulation ?? '–',
            formulation === null ? '–' : chosen ? 'yes' : 'no',
            ...cells(time, 2),
            toRule === null ? '–' : toRule.median.toFixed(2),
          ]),
        ),
    })),
    remarks: [
      `Every kind of convolution in a step of these models. Medians of ${rounds} rounds in which each formulation that can compute it takes one turn, after a round that is not counted; the ratio is the median of those of the same round. A formulation other than the rule’s is chosen where it is faster by more than ${Math.round(100 * (leastGain - 1))} %, in three rounds of four and by the least times.`,
    ],
  };
}
