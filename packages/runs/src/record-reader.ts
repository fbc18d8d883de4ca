import { type FileReading, LineReader } from './line-reader.ts';
import { parseRecord, type RecordOf } from './parse-record.ts';
import { type RecordKind, runFiles } from './run-layout.ts';
import type { RunSource } from './run-source.ts';
import { tornWarning } from './torn-warning.ts';

/** Reads the records of one of a run's files, and later those that it has grown by. After an error it has lost its place. */
export class RecordReader<Kind extends RecordKind> {
  readonly #kind: Kind;
  readonly #lines: LineReader;

  constructor(source: RunSource, kind: Kind) {
    this.#kind = kind;
    this.#lines = new LineReader(source, runFiles[kind]);
  }

  /** What is wrong with the file's end: empty, or that a last line is cut short. */
  get warnings(): readonly string[] {
    return tornWarning(this.#lines);
  }

  /**
   * The records that there are now and have not been read yet.
   * @returns null where the file does not go on from what was read: it was cut or written anew
   * @throws RunError naming file and line for one that is too long, not UTF-8, not JSON or not as the schema asks
   */
  async readOn(reading: FileReading = {}): Promise<readonly RecordOf<Kind>[] | null> {
    const records: RecordOf<Kind>[] = [];
    const goesOn = await this.#lines.readOn((bytes, start, end, line) => {
      records.push(parseRecord(this.#kind, bytes.subarray(start, end), `${this.#lines.file} line ${line}`));
    }, reading);
    return goesOn ? records : null;
  }
}
