import { signal } from '@preact/signals';
import type { RunDescription } from '@procrustes/runs';
import type { TraceVerdict } from '@procrustes/training';
import type { ViewedRun } from '../viewed-run.ts';
import { LiveRun } from './live-run.ts';
import { defaultSettings, type LiveSettings } from './live-settings.ts';
import type { CheckpointProbe, KernelValues, LiveStatus, LiveTraining } from './live-training.ts';
import type { ImageChoice, Report, StopReason } from './protocol.ts';
import { type ReportListener, WorkerLink } from './worker-link.ts';

const createTrainingWorker = (): Worker => new Worker(new URL('./live.worker.ts', import.meta.url), { type: 'module' });

const statusOf: Readonly<Record<StopReason, LiveStatus>> = {
  paused: 'paused',
  finished: 'paused',
  lost: 'lost',
  failed: 'failed',
};

/**
 * Training in a worker of its own, which is made when it is needed and ended by `reset`.
 * @param createWorker makes the worker; that of the page unless told
 */
export function createLiveTraining(createWorker: () => Worker = createTrainingWorker): LiveTraining {
  return new WorkerTraining(createWorker);
}

/** The page's side of live training. What the worker reports decides the status; verbs only ask. */
class WorkerTraining implements LiveTraining {
  readonly status = signal<LiveStatus>('idle');
  readonly runs = signal<readonly ViewedRun[]>([]);
  readonly device = signal<LiveTraining['device']['value']>(null);
  readonly message = signal('');
  readonly progress = signal<number | null>(null);
  readonly #createWorker: () => Worker;
  #link: WorkerLink | undefined;
  /** Whether the worker has nets, or is about to. */
  #begun = false;
  #settings = defaultSettings;
  #files: readonly File[] = [];
  /** Of the session under way. */
  #images: ImageChoice = { kind: 'synthetic' };
  #live: readonly LiveRun[] = [];
  /** Whether a new worker is to go on where one was lost, and has not got there yet. */
  #recovering = false;
  #checkpoints: { readonly step: number; readonly bytes: readonly Uint8Array[] } | undefined;
  #begins = 0;
  /** Who waits for the end of what is going on. */
  #waiting: { readonly until: (status: LiveStatus) => boolean; readonly resolve: () => void }[] = [];

  constructor(createWorker: () => Worker) {
    this.#createWorker = createWorker;
  }

  start(settings: LiveSettings): Promise<void> {
    this.#begin(settings, Number.POSITIVE_INFINITY);
    return this.#until((status) => status !== 'preparing');
  }

  pause(): void {
    if (this.status.value !== 'running' && this.status.value !== 'preparing') return;
    this.message.value = 'pausing after this step';
    this.#link?.tell({ type: 'go', steps: 0 });
  }

  resume(): void {
    if (this.status.value === 'lost') this.#recover(Number.POSITIVE_INFINITY);
    else if (this.#begun && this.status.value !== 'failed') {
      this.#link?.tell({ type: 'go', steps: Number.POSITIVE_INFINITY });
    }
  }

  step(settings: LiveSettings): Promise<void> {
    const { value: status } = this.status;
    if (status === 'lost') this.#recover(1);
    else if (!this.#begun || status === 'failed') this.#begin(settings, 1);
    else {
      if (status === 'paused') this.#tellStatus('running', 'taking one step');
      this.#link?.tell({ type: 'go', steps: 1 });
    }
    return this.#until((now) => now !== 'preparing' && now !== 'running');
  }

  reset(): void {
    this.#end();
    this.#forget();
    this.#tellStatus('idle', '');
  }

  async useFiles(files: readonly File[]): Promise<void> {
    const images = await this.#worker().ask('files', { files });
    this.#files = [...files];
    if (!this.#begun)
      this.message.value = `${images} images to train on in ${files.map(({ name }) => name).join(', ')}`;
  }

  kernels(run: string, site: string): Promise<readonly KernelValues[]> {
    const net = this.#live.findIndex(({ id }) => id === run);
    if (this.#link === undefined || net === -1) {
      return Promise.reject(new Error('the kernels of a run can be had while it is in training here'));
    }
    return this.#link.ask('kernels', { net, site });
  }

  async probeCheckpoint(
    description: RunDescription,
    bytes: Uint8Array,
    name: string,
    data: LiveSettings['data'] = this.#settings.data,
  ): Promise<CheckpointProbe> {
    const { backend, seed } = this.#settings;
    const images = this.#imagesOf(data);
    return this.#asking(this.#worker().ask('checkpoint', { backend, images, seed, description, bytes, name }));
  }

  verifyTrace(bytes: Uint8Array, name: string): Promise<TraceVerdict> {
    return this.#asking(this.#worker().ask('trace', { backend: this.#settings.backend, bytes, name }));
  }

  /** What the worker says of its preparations is of this question alone, where nothing else is going on. */
  async #asking<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } finally {
      if (this.status.value === 'idle') {
        this.message.value = '';
        this.progress.value = null;
      }
    }
  }

  #begin(settings: LiveSettings, steps: number): void {
    if (this.#begun || this.status.value === 'failed') this.#end();
    this.#forget();
    this.#settings = settings;
    this.#begins += 1;
    this.#tellStatus('preparing', 'starting');
    try {
      const images = this.#imagesOf(settings.data);
      this.#images = images;
      this.#worker().tell({ type: 'begin', settings, images, steps, resumption: null });
      this.#begun = true;
    } catch (error) {
      this.#tellStatus('failed', error instanceof Error ? error.message : String(error));
    }
  }

  /** A new worker goes on from the last checkpoint; where there is none yet, from the first step. */
  #recover(steps: number): void {
    const { step, bytes: checkpoints } = this.#checkpoints ?? { step: 0, bytes: [] };
    for (const run of this.#live) run.truncateAfter(step);
    this.#showRuns();
    this.#end();
    const descriptions = this.#live.map(({ description }) => description);
    const resumption = descriptions.length === 0 ? null : { descriptions, checkpoints };
    this.#tellStatus('preparing', `going on from step ${step}`);
    this.#worker().tell({ type: 'begin', settings: this.#settings, images: this.#images, steps, resumption });
    this.#begun = true;
    this.#recovering = true;
  }

  #worker(): WorkerLink {
    this.#link ??= this.#linkOf(this.#createWorker());
    return this.#link;
  }

  #linkOf(worker: Worker): WorkerLink {
    const link: WorkerLink = new WorkerLink(worker, (report) => {
      // Of a worker that was ended, nothing counts any more.
      if (this.#link === link) this.#hear(report);
    });
    return link;
  }

  #hear(report: Parameters<ReportListener>[0]): void {
    switch (report.type) {
      case 'preparing':
        if (this.status.value === 'idle' || this.status.value === 'preparing') {
          this.message.value = report.message;
          this.progress.value = report.progress;
        }
        break;
      case 'device':
        this.device.value = report.device;
        break;
      case 'begun':
        this.#recovering = false;
        if (this.#live.length === 0) {
          this.#live = report.descriptions.map(
            (description, net) => new LiveRun(`live-${this.#begins}-${net + 1}`, description),
          );
        }
        this.#showRuns();
        break;
      case 'running':
        this.#tellStatus(
          'running',
          `training ${this.#live.map(({ description }) => description.model.name).join(' and ')}`,
        );
        break;
      case 'records':
        for (const [net, records] of report.nets.entries()) this.#live[net]?.append(records);
        this.#showRuns();
        break;
      case 'checkpoints':
        this.#checkpoints = report;
        break;
      case 'stopped':
        this.#stopped(report);
    }
  }

  #stopped({ reason, message }: Extract<Report, { type: 'stopped' }>): void {
    if (reason === 'lost' || this.#recovering) {
      const verb = this.#recovering ? 'tries again' : 'goes on';
      this.#end();
      const step = this.#checkpoints?.step ?? 0;
      this.#tellStatus('lost', `${message}. What was recorded stays; resume ${verb} from step ${step}`);
      return;
    }
    // A worker that failed before it had nets has nothing that is worth keeping.
    if (reason === 'failed' && this.#live.length === 0) this.#end();
    this.#tellStatus(statusOf[reason], message);
  }

  #showRuns(): void {
    this.runs.value = this.#live.map(({ view }) => view);
  }

  #tellStatus(status: LiveStatus, message: string): void {
    this.message.value = message;
    this.progress.value = null;
    this.status.value = status;
    this.#waiting = this.#waiting.filter(({ until, resolve }) => {
      if (!until(status)) return true;
      resolve();
      return false;
    });
  }

  #until(until: (status: LiveStatus) => boolean): Promise<void> {
    if (until(this.status.value)) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ until, resolve });
    });
  }

  #end(): void {
    this.#link?.terminate();
    this.#link = undefined;
    this.#begun = false;
    this.#recovering = false;
  }

  #forget(): void {
    this.#live = [];
    this.#checkpoints = undefined;
    this.runs.value = [];
  }

  /** @throws Error where files are to be used and none were picked */
  #imagesOf(data: LiveSettings['data']): ImageChoice {
    switch (data) {
      case 'synthetic':
        return { kind: 'synthetic' };
      case 'cifar10':
        return { kind: 'cifar10', url: new URL('api/images/cifar10.bin', document.baseURI).href };
      case 'files':
        if (this.#files.length === 0)
          throw new Error('no files were picked yet; pick some in the CIFAR-10 binary format');
        return { kind: 'files', files: this.#files };
    }
  }
}
