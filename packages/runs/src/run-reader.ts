import type { FileReading } from './line-reader.ts';
import type { NormTable } from './norm-table.ts';
import { NormTableReader, type NormTableSettings } from './norm-table-reader.ts';
import { readDescription } from './read-run.ts';
import { RecordReader } from './record-reader.ts';
import type { MetricsRecord, ProjectionRecord, ValidationRecord } from './records.ts';
import type { RunDescription } from './run-description.ts';
import { RunError } from './run-error.ts';
import { type RecordKind, recordKinds, runFiles } from './run-layout.ts';
import type { RunSource } from './run-source.ts';

/** What a run has recorded since it was looked at before. */
export interface RunGrowth {
  /** Whether this is all of the run: the first time, and when files were cut or written anew, which a resumed run does. */
  readonly anew: boolean;
  readonly description: RunDescription;
  readonly metrics: readonly MetricsRecord[];
  readonly validation: readonly ValidationRecord[];
  readonly projections: readonly ProjectionRecord[];
  readonly norms: NormTable;
  /** As of now: last lines that are cut short, which are left out. */
  readonly warnings: readonly string[];
}

/** What a {@link RunReader} reads, and how much of it. */
export interface RunReaderSettings extends NormTableSettings {
  /** The largest file of records other than norms that is read, in bytes: 256 MiB, about a million steps, unless told. */
  readonly largestFile?: number;
}

/** What {@link RunReader.readOn} takes note of. */
export interface RunReading {
  readonly signal?: AbortSignal;
  /** Is told the share of the bytes that has been read, in [0, 1]. */
  readonly onProgress?: (share: number) => void;
}

/**
 * Reads a run, finished or not, and later what it has grown by: the norms as columns, the rest as records. After an error a reader has
 * lost its place: make another.
 */
export class RunReader {
  readonly #source: RunSource;
  readonly #settings: RunReaderSettings;
  #readers: Readers | undefined;
  /** Of the files when they were read last. */
  #state = '';

  constructor(source: RunSource, settings: RunReaderSettings = {}) {
    this.#source = source;
    this.#settings = settings;
  }

  /**
   * What there is now and has not been read yet; null where nothing has changed.
   * @throws RunError as `readRun`, and for files that are too large
   */
  async readOn(reading: RunReading = {}): Promise<RunGrowth | null> {
    const description = await readDescription(this.#source);
    const sizes = await this.#measure();
    const state = JSON.stringify([sizes, description]);
    if (state === this.#state) return null;
    this.#state = state;
    const grown = this.#readers && (await readAll(this.#readers, sizes, reading));
    if (grown) return { anew: false, description, ...grown };
    this.#readers = makeReaders(this.#source, this.#settings);
    // Readers that have read nothing go on from anything.
    const all = (await readAll(this.#readers, sizes, reading)) as Growth;
    return { anew: true, description, ...all };
  }

  /** The sizes of the files of records; 0 for one that is not there yet, which is not asked for, since a server would call that an error. */
  async #measure(): Promise<Sizes> {
    const present = new Set(await this.#source.list(''));
    const largest = this.#settings.largestFile ?? 256 * 2 ** 20;
    const sizes = await Promise.all(
      recordKinds.map(async (kind) => {
        const path = runFiles[kind];
        const size = present.has(path) ? ((await this.#source.size(path)) ?? 0) : 0;
        if (kind !== 'norms' && size > largest) {
          throw new RunError(`${this.#source.name}/${path}: expected at most ${largest} bytes, found ${size}`);
        }
        return [kind, size] as const;
      }),
    );
    return Object.fromEntries(sizes) as Sizes;
  }
}

type Sizes = Readonly<Record<RecordKind, number>>;

type Growth = Omit<RunGrowth, 'anew' | 'description'>;

type Readers = ReturnType<typeof makeReaders>;

function makeReaders(source: RunSource, settings: RunReaderSettings) {
  return {
    metrics: new RecordReader(source, 'metrics'),
    validation: new RecordReader(source, 'validation'),
    projections: new RecordReader(source, 'projections'),
    norms: new NormTableReader(source, settings),
  };
}

/** Null where a file does not go on from what was read. */
async function readAll(readers: Readers, sizes: Sizes, { signal, onProgress }: RunReading): Promise<Growth | null> {
  const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  let read = 0;
  const reading = (kind: RecordKind): FileReading => ({
    size: sizes[kind],
    ...(signal ? { signal } : {}),
    onBytes: (bytes) => {
      read += bytes;
      onProgress?.(Math.min(1, read / total));
    },
  });
  // One after another: each has a piece in memory.
  const metrics = await readers.metrics.readOn(reading('metrics'));
  const validation = await readers.validation.readOn(reading('validation'));
  const projections = await readers.projections.readOn(reading('projections'));
  const norms = await readers.norms.readOn(reading('norms'));
  if (metrics === null || validation === null || projections === null || norms === null) return null;
  const warnings = recordKinds.flatMap((kind) => readers[kind].warnings);
  return { metrics, validation, projections, norms, warnings };
}
