import type { Checkpoint } from '@procrustes/runs';
import type { ReadingReport, ReadingRequest } from './reading-protocol.ts';

type Ask =
  Extract<ReadingRequest, { call: number }> extends infer Request
    ? Request extends { call: number }
      ? Omit<Request, 'call'>
      : never
    : never;
type Answer<Type> = Type extends 'checkpoints' ? readonly Checkpoint[] : Uint8Array;

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** The page's side of the reading worker, which starts with the first request. */
export class ReadingWorker {
  readonly #onReport: (report: Exclude<ReadingReport, { type: 'answer' | 'refusal' }>) => void;
  readonly #onCrash: (reason: string) => void;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #calls = 0;

  /** @param onCrash is told why the worker has ended by itself; the next request starts another */
  constructor(
    onReport: (report: Exclude<ReadingReport, { type: 'answer' | 'refusal' }>) => void,
    onCrash: (reason: string) => void,
  ) {
    this.#onReport = onReport;
    this.#onCrash = onCrash;
  }

  request(request: ReadingRequest): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(request);
  }

  /** @throws Error with the worker's message where it has no answer */
  ask<Request extends Ask>(request: Request): Promise<Answer<Request['type']>> {
    this.#calls += 1;
    const call = this.#calls;
    return new Promise<Answer<Request['type']>>((resolve, reject) => {
      this.#waiting.set(call, { resolve: resolve as (value: never) => void, reject });
      this.request({ ...request, call } as ReadingRequest);
    });
  }

  end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#refuseAll('the page has ended its reading');
  }

  #start(): Worker {
    const worker = new Worker(new URL('./reading-worker.ts', import.meta.url), { type: 'module', name: 'reading' });
    worker.onmessage = ({ data }: MessageEvent<ReadingReport>) => this.#take(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.end();
      this.#onCrash(event.message || 'its worker could not be started');
    };
    return worker;
  }

  #take(report: ReadingReport): void {
    if (report.type !== 'answer' && report.type !== 'refusal') {
      this.#onReport(report);
      return;
    }
    const waiting = this.#waiting.get(report.call);
    this.#waiting.delete(report.call);
    if (report.type === 'answer') waiting?.resolve(report.value as never);
    else waiting?.reject(new Error(report.message));
  }

  #refuseAll(reason: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    this.#waiting.clear();
  }
}
