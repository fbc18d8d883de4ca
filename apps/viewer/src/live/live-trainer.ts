import {
  BackendUnavailableError,
  DeviceLostError,
  explainError,
  PrecisionError,
  type PreparedBackend,
  prepareBackend,
  requireTrainingPrecision,
} from '@procrustes/backends';
import type { RunDescription } from '@procrustes/runs';
import { parseSafetensors } from '@procrustes/safetensors';
import { probeCheckpoint, replayTrace } from '@procrustes/training';
import { ImageLoader } from './image-loader.ts';
import { liveDescription } from './live-description.ts';
import type { LiveSettings } from './live-settings.ts';
import type { CheckpointProbe, KernelValues } from './live-training.ts';
import { NetInTraining } from './net-in-training.ts';
import { nextTask } from './next-task.ts';
import type { Command, Exchanges, Question, Report } from './protocol.ts';
import { turns } from './turns.ts';

type Begin = Extract<Command, { type: 'begin' }>;
type Ask<Kind extends keyof Exchanges> = Exchanges[Kind]['ask'];

/** Milliseconds between two reports of records, at least. */
const reportEvery = 150;
/** Checkpoints take no more than this share of the time. */
const checkpointShare = 0.1;

/** Trains the nets of a page on its GPU, one step of each in turns, and answers questions between the steps. */
export class LiveTrainer {
  readonly #tell: (report: Report) => void;
  readonly #inTurn = turns();
  readonly #images = new ImageLoader();
  #backend: PreparedBackend | undefined;
  #nets: readonly NetInTraining[] = [];
  /** Steps that may still be taken. */
  #allowance = 0;
  #looping = false;
  /** Whether the shaders of a step are compiled. */
  #warm = false;
  #reported = Number.NEGATIVE_INFINITY;
  #checkpoint = { step: 0, end: 0, milliseconds: 0 };

  /** @param tell reports to the page */
  constructor(tell: (report: Report) => void) {
    this.#tell = tell;
  }

  /** Builds the nets and trains. What goes wrong is reported. */
  async begin(command: Begin): Promise<void> {
    this.#allowance = command.steps;
    try {
      await this.#inTurn(() => this.#prepare(command));
      await this.#loop();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** So many steps from now on. */
  go(steps: number): void {
    this.#allowance = steps;
    if (this.#nets.length > 0 && steps > 0) void this.#loop();
  }

  /** @throws what keeps it from answering */
  answer(question: Exclude<Question, { kind: 'files' }>): Promise<Exchanges[keyof Exchanges]['answer']> {
    return this.#inTurn(async () => {
      try {
        switch (question.kind) {
          case 'kernels':
            return await this.#kernels(question);
          case 'checkpoint':
            return await this.#probe(question);
          case 'trace':
            await this.#prepareBackend(this.#backend?.name ?? question.backend);
            return await replayTrace(parseSafetensors(question.bytes, question.name));
        }
      } catch (thrown) {
        const error = explainError(thrown);
        if (error instanceof DeviceLostError) {
          this.#backend = undefined;
          if (this.#nets.length > 0) this.#fail(error);
        }
        throw new Error(messageOf(error), { cause: error });
      }
    });
  }

  async #prepare({ settings, images: choice, resumption }: Begin): Promise<void> {
    const backend = await this.#prepareBackend(settings.backend);
    requireTrainingPrecision(backend, { allowFloat16: false });
    const images = await this.#images.load(choice, settings.seed, (message, progress) =>
      this.#tell({ type: 'preparing', message, progress }),
    );
    const descriptions =
      resumption?.descriptions ??
      familiesOf(settings).map((family) => liveDescription(family, settings, images, backend));
    this.#tell({ type: 'preparing', message: `building ${namesOf(descriptions)}`, progress: null });
    this.#nets = descriptions.map((description, index) => {
      const net = new NetInTraining(description, images);
      const bytes = resumption?.checkpoints[index];
      if (bytes !== undefined) net.session.restore(bytes, `the checkpoint of ${description.model.name} in memory`);
      return net;
    });
    this.#checkpoint = { step: this.#step, end: performance.now(), milliseconds: 0 };
    this.#tell({ type: 'begun', descriptions });
    this.#tell({ type: 'preparing', message: 'the first step compiles the shaders', progress: null });
  }

  async #prepareBackend(name: string): Promise<PreparedBackend> {
    if (this.#backend?.name === name) return this.#backend;
    this.#tell({ type: 'preparing', message: `starting ${name}`, progress: null });
    const backend = await prepareBackend(name);
    this.#backend = backend;
    const { device, processor, precision, threads, memory } = backend;
    this.#tell({ type: 'device', device: { name, device, processor, precision, threads, memory } });
    return backend;
  }

  get #step(): number {
    return Math.min(...this.#nets.map(({ session }) => session.step));
  }

  /** Takes steps while any are allowed. */
  async #loop(): Promise<void> {
    if (this.#looping) return;
    this.#looping = true;
    try {
      const planned = Math.min(...this.#nets.map(({ description }) => description.steps));
      if (this.#warm) this.#tell({ type: 'running' });
      while (this.#allowance > 0 && this.#step < planned) {
        this.#allowance -= 1;
        await this.#inTurn(() => this.#train());
        // A step may end without having waited for anything since a pause was asked for.
        await nextTask();
        if (!this.#warm && this.#allowance > 0) this.#tell({ type: 'running' });
        this.#warm = true;
      }
      this.#flush();
      this.#tell(
        this.#step < planned
          ? { type: 'stopped', reason: 'paused', message: `paused after step ${this.#step}` }
          : { type: 'stopped', reason: 'finished', message: `all ${planned} steps of the recipe are taken` },
      );
      void this.#inTurn(() => this.#save()).catch((error: unknown) => this.#fail(error));
    } catch (error) {
      this.#flush();
      this.#fail(error);
    } finally {
      this.#looping = false;
    }
  }

  /** One step of each net. */
  async #train(): Promise<void> {
    for (const net of this.#nets) {
      try {
        await net.step();
      } catch (error) {
        if (this.#nets.length === 1 || !(error instanceof Error) || error instanceof DeviceLostError) throw error;
        throw new Error(`${net.description.model.name}: ${error.message}`, { cause: error });
      }
    }
    const now = performance.now();
    if (now - this.#reported >= reportEvery) this.#flush(now);
    const { step, end, milliseconds } = this.#checkpoint;
    const every = this.#nets[0]?.description.checkpointEvery ?? 0;
    if (this.#step - step >= every && milliseconds <= checkpointShare * (now - end)) await this.#save();
  }

  /** Hands the page what another worker could go on from. */
  async #save(): Promise<void> {
    const step = this.#step;
    if (this.#checkpoint.step === step) return;
    const started = performance.now();
    const bytes: Uint8Array[] = [];
    for (const { session } of this.#nets) bytes.push(await session.checkpoint());
    const end = performance.now();
    this.#checkpoint = { step, end, milliseconds: end - started };
    this.#tell({ type: 'checkpoints', step, bytes });
  }

  #flush(now = performance.now()): void {
    this.#reported = now;
    const nets = this.#nets.map((net) => net.takeRecords());
    if (nets.some(({ metrics }) => metrics.length > 0)) this.#tell({ type: 'records', nets });
  }

  #fail(thrown: unknown): void {
    this.#allowance = 0;
    const error = explainError(thrown);
    const lost = error instanceof DeviceLostError;
    this.#tell({ type: 'stopped', reason: lost ? 'lost' : 'failed', message: messageOf(error) });
  }

  async #kernels({ net, site }: Ask<'kernels'>): Promise<KernelValues[]> {
    const found = this.#nets[net];
    if (found === undefined) throw new Error('there is no such net in training');
    return found.kernels(site);
  }

  async #probe({
    backend,
    images: choice,
    seed,
    description,
    bytes,
    name,
  }: Ask<'checkpoint'>): Promise<CheckpointProbe> {
    await this.#prepareBackend(this.#backend?.name ?? backend);
    const images = await this.#images.load(choice, seed, () => {});
    // Those that no run with these settings trains on.
    const set = images.validation.labels.length > 0 ? images.validation : images.training;
    return probeCheckpoint(description, bytes, name, set);
  }
}

const familiesOf = ({ family, beside }: LiveSettings) => (beside === null ? [family] : [family, beside]);

const namesOf = (descriptions: readonly RunDescription[]) => descriptions.map(({ model }) => model.name).join(' and ');

/** In one line, with what to do where the error knows. */
function messageOf(error: unknown): string {
  if (error instanceof BackendUnavailableError) return `${error.message}; ${error.remedy}`;
  if (error instanceof PrecisionError) return `${error.message}; use a device or browser with 32-bit float textures`;
  return error instanceof Error ? error.message : String(error);
}
