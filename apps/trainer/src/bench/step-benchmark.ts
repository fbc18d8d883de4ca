import type { Architecture } from '@procrustes/models';
import { absentCell, cells, type ResultTables } from '../results/result-tables.ts';
import { note } from '../terminal.ts';
import { Contestant } from './contestant.ts';
import { inTurns, type Turn, type TurnSamples } from './in-turns.ts';
import { startOwn } from './own-contestant.ts';
import { type Absence, type PeerName, startPyTorch, startTfjsLayers } from './peers.ts';
import { pairedRatios, type Spread, spread } from './spread.ts';

export interface StepSettings {
  readonly architectures: readonly Architecture[];
  readonly backends: readonly string[];
  readonly peers: readonly PeerName[];
  readonly batchSize: number;
  readonly pairs: number;
  readonly torchDevice: string;
}

/** Without a projection, or with one behind every second step, which is the mean at p = 0.5. */
export type StepKind = 'plain' | 'p = 0.5';

export type StepRow = {
  readonly name: string;
  readonly own: boolean;
  readonly step: StepKind;
  readonly device: string;
  /** Null where a driver schedules the work. */
  readonly threads: number | null;
  readonly version: string;
} & (
  | { readonly milliseconds: Spread; readonly imagesPerSecond: number }
  | { readonly milliseconds: null; readonly reason: string }
);

export interface StepRatio extends Spread {
  readonly of: string;
  readonly to: string;
  readonly step: StepKind;
}

export interface ModelSteps {
  readonly model: string;
  readonly rows: readonly StepRow[];
  readonly absent: readonly Absence[];
  readonly ratios: readonly StepRatio[];
}

export interface StepResult {
  readonly benchmark: 'step';
  readonly batchSize: number;
  readonly pairs: number;
  readonly models: readonly ModelSteps[];
}

/** Times training steps of ours on each backend and of the peers, all in turns, model by model. */
export async function measureSteps(settings: StepSettings): Promise<StepResult> {
  const { batchSize, pairs, architectures } = settings;
  const models: ModelSteps[] = [];
  for (const architecture of architectures) {
    note(`step: ${architecture.name} at batch ${batchSize}, ${pairs} pairs`);
    models.push(await stepsOf(architecture, settings));
  }
  return { benchmark: 'step', batchSize, pairs, models };
}

async function stepsOf(architecture: Architecture, settings: StepSettings): Promise<ModelSteps> {
  const { backends, peers, batchSize, pairs, torchDevice } = settings;
  const own: Contestant[] = [];
  const others: Contestant[] = [];
  const absent: Absence[] = [];
  const admit = (peer: Contestant | Absence) => {
    if (peer instanceof Contestant) others.push(peer);
    else absent.push(peer);
  };
  try {
    for (const backend of backends) own.push(await startOwn(backend, architecture, batchSize));
    if (peers.includes('pytorch')) admit(await startPyTorch(architecture, batchSize, torchDevice));
    if (peers.includes('tfjs-layers')) {
      for (const backend of backends) admit(await startTfjsLayers(architecture, batchSize, backend));
    }
    requireSameNetwork([...own, ...others]);

    const projects = architecture.build(10).projections.some(({ when }) => when === 'after-step');
    const entries = [...own, ...others].flatMap((contestant) => {
      const isOwn = own.includes(contestant);
      const takes =
        (request: string): Turn =>
        async () =>
          (await contestant.step(request)).milliseconds;
      const entry = (step: StepKind, request: string) => ({ contestant, isOwn, step, turn: takes(request) });
      // Stock layers have no projection of their own.
      const projecting = projects && (isOwn || contestant.name === 'PyTorch');
      return [entry('plain', 'plain'), ...(projecting ? [entry('p = 0.5', 'projected')] : [])];
    });
    const measured = await inTurns(
      entries.map(({ turn }) => turn),
      pairs,
    );
    const rows = entries.map(({ contestant, isOwn, step }, index): StepRow => {
      const { device, threads, version } = contestant.description;
      const shared = { name: contestant.name, own: isOwn, step, device, threads, version };
      const found = measured[index] as TurnSamples;
      const plain = measured[index - 1];
      const samples = step === 'plain' ? found.samples : halfAndHalf(plain?.samples, found.samples);
      if (samples === undefined) {
        return { ...shared, milliseconds: null, reason: (found.failure ?? plain?.failure) as string };
      }
      const milliseconds = spread(samples);
      return { ...shared, milliseconds, imagesPerSecond: (1000 * batchSize) / milliseconds.median };
    });
    return { model: architecture.name, rows, absent, ratios: ratiosOf(rows) };
  } finally {
    await Promise.all([...own, ...others].map((contestant) => contestant.stop()));
  }
}

/** The mean step of a coin that falls evenly, round by round. */
function halfAndHalf(plain: readonly number[] | undefined, projected: readonly number[] | undefined) {
  if (plain === undefined || projected === undefined) return undefined;
  return plain.map((milliseconds, round) => (milliseconds + (projected[round] as number)) / 2);
}

/** Ours over each peer's, of the same kind of step; a peer on a backend over ours on the same one alone. */
function ratiosOf(rows: readonly StepRow[]): StepRatio[] {
  const ratios: StepRatio[] = [];
  for (const ours of rows.filter(({ own }) => own)) {
    for (const theirs of rows.filter(({ own, step }) => !own && step === ours.step)) {
      if (ours.milliseconds === null || theirs.milliseconds === null) continue;
      if (theirs.name.startsWith('tfjs-layers') && !theirs.name.endsWith(` ${ours.name}`)) continue;
      const ratio = pairedRatios(ours.milliseconds.samples, theirs.milliseconds.samples);
      ratios.push({ of: ours.name, to: theirs.name, step: ours.step, ...ratio });
    }
  }
  return ratios;
}

/** @throws where a peer computes another network */
function requireSameNetwork(contestants: readonly Contestant[]): void {
  const [first, ...rest] = contestants.map(({ name, description }) => ({ name, parameters: description.parameters }));
  const other = rest.find(({ parameters }) => parameters !== first?.parameters);
  if (other === undefined) return;
  throw new Error(
    `${other.name} has ${other.parameters} parameters and ${first?.name} has ${first?.parameters}: they are not the same network`,
  );
}

export function stepReport({ models, batchSize, pairs }: StepResult): ResultTables {
  const tables = models.flatMap(({ model, rows, absent, ratios }) => [
    {
      title: `${model}, batch ${batchSize}: a training step`,
      head: ['', 'step', 'threads', 'median, ms', 'min', 'max', 'images/s', 'computes on'],
      rows: [
        ...rows.map((row) => [
          row.name,
          row.step,
          row.threads === null ? '–' : String(row.threads),
          ...(row.milliseconds === null
            ? ['–', '–', '–', '–', row.reason]
            : [...cells(row.milliseconds, 0), row.imagesPerSecond.toFixed(1), `${row.device}, ${row.version}`]),
        ]),
        ...absent.map((peer) => [peer.name, '–', '–', '–', '–', '–', '–', absentCell(peer)]),
      ],
    },
    ...(ratios.length === 0
      ? []
      : [
          {
            title: `${model}: ours / peer’s, pair by pair`,
            head: ['step', 'ours', 'peer', 'median', 'min', 'max'],
            rows: ratios.map((ratio) => [ratio.step, ratio.of, ratio.to, ...cells(ratio, 3)]),
          },
        ]),
  ]);
  return {
    tables,
    remarks: [
      `Medians of ${pairs} rounds in which all take one step each in turn, after a round that is not counted; ratios are of the same round. Each is a process of its own. Ours draw and augment their batch within the step; the peers step on one fixed batch. tfjs-layers has no weight decay.`,
      'The step at p = 0.5 is the mean of a plain step and one whose coin was made to fall on the projection, round by round: half of the steps project, and no chance is left in it. PyTorch projects in the style of the papers’ releases.',
    ],
  };
}
