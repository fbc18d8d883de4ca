import { checkpoints, RunError, RunReader, type RunSource } from '@procrustes/runs';
import { openSource } from './open-source.ts';
import { listedKinds, type ReadingReport, type ReadingRequest, type RecordsReport } from './reading-protocol.ts';

/** Sends a report to the page, with these buffers handed over instead of copied. */
export type Report = (report: ReadingReport, transfer: Transferable[]) => void;

interface Reading {
  readonly source: RunSource;
  readonly reader: RunReader;
  readonly end: AbortController;
  follow: boolean;
  /** Whether it is being read. */
  busy: boolean;
  /** Of the next look at it. */
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** The worker's side: reads runs, follows those that grow, and answers what the page asks about them. */
export class RunReadings {
  readonly #report: Report;
  readonly #readings = new Map<string, Reading>();

  constructor(report: Report) {
    this.#report = report;
  }

  handle(request: ReadingRequest): void {
    const reading = this.#readings.get(request.run);
    switch (request.type) {
      case 'open':
        this.#open(request.run, openSource(request.place), request.follow);
        break;
      case 'follow':
        if (reading !== undefined) this.#follow(request.run, reading, request.follow);
        break;
      case 'close':
        clearTimeout(reading?.timer);
        reading?.end.abort();
        this.#readings.delete(request.run);
        break;
      case 'checkpoints':
        this.#answer(request.call, reading, ({ source }) => checkpoints(source));
        break;
      case 'checkpoint':
        this.#answer(request.call, reading, ({ source }) => checkpointBytes(source, request.path));
        break;
    }
  }

  #open(run: string, source: RunSource, follow: boolean): void {
    const reading: Reading = {
      source,
      reader: new RunReader(source),
      end: new AbortController(),
      follow,
      busy: true,
      timer: undefined,
    };
    this.#readings.set(run, reading);
    void this.#read(run, reading);
  }

  #follow(run: string, reading: Reading, follow: boolean): void {
    reading.follow = follow;
    clearTimeout(reading.timer);
    if (follow && !reading.busy) this.#readLater(run, reading, 0);
  }

  #readLater(run: string, reading: Reading, milliseconds: number): void {
    reading.timer = setTimeout(() => void this.#read(run, reading), milliseconds);
  }

  async #read(run: string, reading: Reading): Promise<void> {
    const { signal } = reading.end;
    if (signal.aborted) return;
    reading.busy = true;
    let reported = performance.now();
    const onProgress = (share: number) => {
      const now = performance.now();
      if (now - reported < progressMilliseconds) return;
      reported = now;
      this.#report({ type: 'progress', run, share }, []);
    };
    try {
      const growth = await reading.reader.readOn({ signal, onProgress });
      if (signal.aborted) return;
      if (growth !== null) {
        for (const kind of listedKinds) {
          for (let start = 0; start < growth[kind].length; start += recordsAtOnce) {
            const records = growth[kind].slice(start, start + recordsAtOnce);
            this.#report(
              { type: 'records', run, kind, records } as RecordsReport & { type: 'records'; run: string },
              [],
            );
          }
        }
        const { anew, description, norms, warnings } = growth;
        const buffers = [norms.gradient, norms.activation].flatMap((norms) => norms?.buffer ?? []) as ArrayBuffer[];
        this.#report({ type: 'growth', run, growth: { anew, description, norms, warnings } }, buffers);
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#readings.delete(run);
      this.#report({ type: 'failure', run, message: messageOf(error) }, []);
      return;
    }
    reading.busy = false;
    if (reading.follow) this.#readLater(run, reading, pollMilliseconds);
  }

  async #answer(
    call: number,
    reading: Reading | undefined,
    answer: (reading: Reading) => Promise<Extract<ReadingReport, { type: 'answer' }>['value']>,
  ): Promise<void> {
    try {
      if (reading === undefined) throw new RunError('the run is not open any more: open it again');
      const value = await answer(reading);
      this.#report({ type: 'answer', call, value }, value instanceof Uint8Array ? [value.buffer as ArrayBuffer] : []);
    } catch (error) {
      this.#report({ type: 'refusal', call, message: messageOf(error) }, []);
    }
  }
}

async function checkpointBytes(source: RunSource, path: string): Promise<Uint8Array> {
  const size = await source.size(path);
  if (size !== undefined && size > largestCheckpoint)
    throw new RunError(`${source.name}/${path}: expected at most ${largestCheckpoint} bytes, found ${size}`);
  const bytes = await source.read(path);
  if (bytes === undefined) throw new RunError(`${source.name}/${path}: there is no such checkpoint any more`);
  return bytes;
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return String(error);
}

/** Each costs the page a frame, which is drawn on the same processors that read. */
const progressMilliseconds = 200;
/** A trainer writes a few lines a second. */
const pollMilliseconds = 1000;
/** Taken in by a page in a few milliseconds. */
const recordsAtOnce = 2000;
/** 512 MiB: weights and momenta of twenty times the deepest network of the papers. */
const largestCheckpoint = 512 * 2 ** 20;
