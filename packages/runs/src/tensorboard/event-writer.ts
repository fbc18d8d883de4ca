import type { RunStore } from '../run-store.ts';
import { type EventContent, encodeEvent } from './encode-event.ts';
import { type Histogram, histogramOf } from './histogram.ts';
import { tfRecord } from './tf-record.ts';

/** Settings of {@link EventWriter.begin}. */
export interface EventWriterSettings {
  /** Steps that the run has behind it; what earlier files have of later ones is taken back. */
  readonly afterStep: number;
  /** The machine's name, part of the file's. */
  readonly host: string;
  /** Milliseconds since 1970; the clock unless told. */
  readonly now?: () => number;
}

/**
 * Writes what TensorBoard shows of a run into a new event file `events.out.tfevents.…` beside its records. A run that goes on
 * begins another file, as TensorBoard expects it: it reads them in the order of their names, and a file's first events
 * take back what earlier ones, which a kill may have cut short, have of later steps.
 */
export class EventWriter {
  readonly #store: RunStore;
  readonly #path: string;
  readonly #now: () => number;

  private constructor(store: RunStore, path: string, now: () => number) {
    this.#store = store;
    this.#path = path;
    this.#now = now;
  }

  /** Begins a file of events behind those that the store has. */
  static async begin(store: RunStore, { afterStep, host, now = Date.now }: EventWriterSettings): Promise<EventWriter> {
    const earlier = (await store.list('')).map((name) => Number(eventFileName.exec(name)?.[1] ?? 0));
    // Behind all others even where two begin in one second, or the clock went back.
    const seconds = Math.max(Math.floor(now() / 1000), ...earlier.map((second) => second + 1));
    const machine = host.replaceAll(/[^\w-]/g, '_') || 'unnamed';
    const path = `events.out.tfevents.${String(seconds).padStart(10, '0')}.${machine}`;
    const writer = new EventWriter(store, path, now);
    await writer.#append(0, { type: 'version' });
    if (afterStep > 0) await writer.#append(afterStep + 1, { type: 'restart' });
    return writer;
  }

  /** Adds numbers of a step, and distributions of which the finite values count, each by its tag. */
  async summary(
    step: number,
    scalars: Readonly<Record<string, number>>,
    distributions: Readonly<Record<string, readonly number[]>> = {},
  ): Promise<void> {
    const histograms: Record<string, Histogram> = {};
    for (const [tag, values] of Object.entries(distributions)) {
      const histogram = histogramOf(values);
      if (histogram !== undefined) histograms[tag] = histogram;
    }
    await this.#append(step, { type: 'summary', scalars, histograms });
  }

  async #append(step: number, content: EventContent): Promise<void> {
    const event = encodeEvent({ wallTime: this.#now() / 1000, step, content });
    await this.#store.append(this.#path, tfRecord(event));
  }
}

/** As TensorBoard's own: seconds since 1970 first, so that names sort by age. */
const eventFileName = /^events\.out\.tfevents\.(\d{10,})\./;
