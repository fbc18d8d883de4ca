import { checked } from './checked.ts';
import { checkKeep, checkpointPath, pruneCheckpoints } from './checkpoints.ts';
import { longestJson } from './parse-json.ts';
import {
  type MetricsRecord,
  type NormsRecord,
  type ProjectionRecord,
  recordSchemas,
  type ValidationRecord,
} from './records.ts';
import { type RunDescription, runDescriptionSchema } from './run-description.ts';
import { RunError } from './run-error.ts';
import { type RecordKind, runFiles } from './run-layout.ts';
import type { RunStore } from './run-store.ts';
import { toJson } from './schema-parts.ts';
import { truncateAfter } from './truncate-after.ts';

/**
 * Writes a run. Calls may overlap: they are carried out one after another, in the order in which they were made.
 * What could not be read back is refused with a {@link RunError} and not written. After an append to a file has failed, which may have
 * left a part of a line, that file takes no more records; resuming the run mends it.
 */
export class RunWriter {
  readonly #store: RunStore;
  readonly #failed = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  private constructor(store: RunStore) {
    this.#store = store;
  }

  /**
   * Begins a run by writing its run.json.
   * @throws RunError if the store holds a run already
   */
  static async create(store: RunStore, description: RunDescription): Promise<RunWriter> {
    const path = runFiles.description;
    checked(runDescriptionSchema, description, `${store.name}/${path}`);
    if ((await store.read(path)) !== undefined) {
      throw new RunError(
        `${store.name}: holds a run already, which is never overwritten: resume it, or choose another folder`,
      );
    }
    await store.write(path, new TextEncoder().encode(`${toJson(description, 2)}\n`));
    return new RunWriter(store);
  }

  /** Goes on with a run from its checkpoint after `step` steps: later records are taken out ({@link truncateAfter}). */
  static async resume(store: RunStore, step: number): Promise<RunWriter> {
    await truncateAfter(store, step);
    return new RunWriter(store);
  }

  /** Adds a line to `metrics.jsonl`. */
  metrics(record: MetricsRecord): Promise<void> {
    return this.#append('metrics', record);
  }

  /** Adds a line to `validation.jsonl`. */
  validation(record: ValidationRecord): Promise<void> {
    return this.#append('validation', record);
  }

  /** Adds a line to `norms.jsonl`. */
  norms(record: NormsRecord): Promise<void> {
    return this.#append('norms', record);
  }

  /** Adds a line to `projections.jsonl`. */
  projections(record: ProjectionRecord): Promise<void> {
    return this.#append('projections', record);
  }

  /**
   * Keeps a checkpoint, whole or not at all. With `keep`, all but the newest `keep` checkpoints are removed once it is written
   * ({@link pruneCheckpoints}); without, all stay.
   * @returns its path
   */
  checkpoint(step: number, bytes: Uint8Array, { keep }: { readonly keep?: number } = {}): Promise<string> {
    return this.#afterOthers(async () => {
      const path = checkpointPath(step);
      if (keep !== undefined) checkKeep(keep);
      await this.#store.write(path, bytes);
      if (keep !== undefined) await pruneCheckpoints(this.#store, keep, step);
      return path;
    });
  }

  /**
   * Keeps the checkpoint whose validation was the best so far in the place of the one before, whole or not at all.
   * @returns its path
   */
  best(bytes: Uint8Array): Promise<string> {
    return this.#afterOthers(async () => {
      await this.#store.write(runFiles.best, bytes);
      return runFiles.best;
    });
  }

  async #append(kind: RecordKind, record: object): Promise<void> {
    const path = runFiles[kind];
    const file = `${this.#store.name}/${path}`;
    checked(recordSchemas[kind], record, file);
    // At once, not when its turn comes: the caller may change the record by then.
    const line = `${toJson(record)}\n`;
    // No character of a string takes more than 3 bytes.
    if (line.length * 3 > longestJson && new TextEncoder().encode(line).length > longestJson) {
      throw new RunError(`${file}: expected a record of at most ${longestJson} bytes, found more`);
    }
    return this.#afterOthers(async () => {
      if (this.#failed.has(path)) throw new RunError(`${file}: an earlier record could not be written; resume the run`);
      try {
        await this.#store.append(path, line);
      } catch (error) {
        this.#failed.add(path);
        throw error;
      }
    });
  }

  #afterOthers<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    // A failure is the caller's to handle; those waiting go on.
    this.#last = result.catch(() => undefined);
    return result;
  }
}
