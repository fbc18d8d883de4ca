import type { Command, Exchanges, Question, Report } from './protocol.ts';

/** What a worker's reports go to, but for answers. */
export type ReportListener = (report: Exclude<Report, { type: 'answer' | 'refusal' }>) => void;

interface Waiting {
  resolve(answer: never): void;
  reject(reason: Error): void;
}

/** A worker, with the questions that it has not answered yet. */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  /** @param onReport also told where the worker itself fails: it does not load, or throws where nobody catches */
  constructor(worker: Worker, onReport: ReportListener) {
    this.#worker = worker;
    worker.onmessage = ({ data: report }: MessageEvent<Report>) => {
      if (report.type !== 'answer' && report.type !== 'refusal') return onReport(report);
      const waiting = this.#waiting.get(report.id);
      this.#waiting.delete(report.id);
      if (report.type === 'answer') waiting?.resolve(report.answer as never);
      else waiting?.reject(new Error(report.message));
    };
    const fail = (what: string) => {
      const message = `the worker that trains failed: ${what}; load the page again`;
      this.#refuse(message);
      onReport({ type: 'stopped', reason: 'failed', message });
    };
    worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message || 'its code does not load');
    };
    worker.onmessageerror = () => fail('a message could not be read');
  }

  tell(command: Command): void {
    this.#worker.postMessage(command);
  }

  /** @throws Error with the worker's reason, or where it ends first */
  ask<Kind extends keyof Exchanges>(
    kind: Kind,
    question: Exchanges[Kind]['ask'],
    transfer: Transferable[] = [],
  ): Promise<Exchanges[Kind]['answer']> {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      const command: Command = { type: 'ask', id, question: { kind, ...question } as Question };
      this.#worker.postMessage(command, transfer);
    });
  }

  /** Ends the worker; all that it held is freed. */
  terminate(): void {
    this.#worker.onmessage = null;
    this.#worker.terminate();
    this.#refuse('the training was reset');
  }

  #refuse(message: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(message));
    this.#waiting.clear();
  }
}
