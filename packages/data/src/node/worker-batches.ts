import { Worker } from 'node:worker_threads';
import type { BatchSource } from '../batch-source.ts';
import { type Batch, Batches, type BatchesSettings, type BatchesState } from '../batches.ts';
import type { ImageSet } from '../image-set.ts';
import type { BatchAnswer, BatchRequest, BatchWorkerData } from './batch-messages.ts';
import { shareImages } from './share-images.ts';

/** Tests read the sources, which a worker of Node 20 cannot: it takes the built file there too. */
const script = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/node/batch-worker.js' : './batch-worker.js',
  import.meta.url,
);

/** A batch that was asked for: ready, or the worker's failure. */
type Prepared = Promise<{ readonly answer: BatchAnswer } | { readonly failure: Error }>;

/**
 * The batches of `Batches`, bit for bit and with the same states, each made in a worker thread while the one before is
 * computed with. The worker sees the bytes of the images without a copy of its own where they are shared (`shareImages`).
 * It does not keep a process from ending. What goes wrong in it is thrown by the `next` that waits for it.
 *
 * @example
 * const batches = new WorkerBatches(shareImages(train), { batchSize: 128, seed: 7 });
 * const { images, labels } = await batches.next();
 * batches.dispose();
 */
export class WorkerBatches implements BatchSource {
  readonly stepsPerEpoch: number;
  readonly #worker: Worker;
  /** The same in this thread, which makes no batch: it checks states. */
  readonly #here: Batches;
  #state: BatchesState;
  #prepared: Prepared;
  #failure: Error | undefined;

  /** @throws RangeError as `Batches` does */
  constructor(set: ImageSet, settings: BatchesSettings) {
    const workerData: BatchWorkerData = { set: shareImages(set), settings };
    this.#here = new Batches(workerData.set, settings);
    this.stepsPerEpoch = this.#here.stepsPerEpoch;
    this.#state = this.#here.state;
    // Flags of the process, such as --input-type, are not meant for this file.
    this.#worker = new Worker(script, { workerData, name: 'batches', execArgv: [] });
    this.#worker.unref();
    const fail = (error: Error) => {
      this.#failure ??= error;
    };
    this.#worker.on('error', fail);
    this.#worker.on('exit', () => fail(new Error('the worker that makes batches has ended; resume the run')));
    this.#prepared = this.#ask();
  }

  get state(): BatchesState {
    return this.#state;
  }

  restore(state: BatchesState): void {
    this.#here.restore(state);
    this.#state = state;
    // The worker answers in turn: what it has begun is of the old order, and thrown away.
    this.#prepared = this.#prepared.then(() => this.#ask(state));
  }

  /** @throws Error where the worker failed or was disposed of */
  async next(): Promise<Batch> {
    // Waited for, it keeps the process alive; otherwise it does not.
    this.#worker.ref();
    try {
      const prepared = await this.#prepared;
      if ('failure' in prepared) throw prepared.failure;
      const { batch, state } = prepared.answer;
      this.#state = state;
      this.#prepared = this.#ask();
      return batch;
    } finally {
      this.#worker.unref();
    }
  }

  dispose(): void {
    void this.#worker.terminate();
  }

  /** Asks for the next batch, or for the one after a state. Never rejects: what is prepared may be thrown away. */
  #ask(from?: BatchesState): Prepared {
    return new Promise((resolve) => {
      const settle = (outcome: Awaited<Prepared>) => {
        this.#worker.off('message', answered).off('exit', ended);
        resolve(outcome);
      };
      const answered = (answer: BatchAnswer) => settle({ answer });
      const ended = () => settle({ failure: this.#failure as Error });
      if (this.#failure !== undefined) return ended();
      // A failure ends the worker too.
      this.#worker.on('message', answered).on('exit', ended);
      const request: BatchRequest = from === undefined ? {} : { from };
      this.#worker.postMessage(request);
    });
  }
}
