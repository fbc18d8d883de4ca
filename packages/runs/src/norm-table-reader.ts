import { checked } from './checked.ts';
import { type FileReading, LineReader } from './line-reader.ts';
import type { NormTable } from './norm-table.ts';
import { parseJson } from './parse-json.ts';
import { readNumbers } from './read-numbers.ts';
import { type NormsRecord, recordSchemas } from './records.ts';
import { excerpt, RunError } from './run-error.ts';
import { runFiles } from './run-layout.ts';
import type { RunSource } from './run-source.ts';
import { tornWarning } from './torn-warning.ts';

/** What a {@link NormTableReader} reads, and how much of it. */
export interface NormTableSettings {
  /** Whether ‖x_l‖ are read too; true unless told. Where they are passed over, nothing checks them. */
  readonly activations?: boolean;
  /** The most norms of either kind that are held, 8 bytes each: 2²⁷, which is 1 GiB, unless told. */
  readonly mostNorms?: number;
}

/**
 * Reads norms.jsonl into columns, and later the rows that it has grown by: hundreds of megabytes in seconds, in the memory that the numbers take.
 * A line of the very shape that the writer gives it, with the taps of the first, has its numbers taken straight from its bytes; any other goes
 * through JSON and the schema, with the same outcome. After an error a reader has lost its place: make another.
 */
export class NormTableReader {
  readonly #source: RunSource;
  readonly #activations: boolean;
  readonly #mostNorms: number;
  readonly #lines: LineReader;
  #first: FirstRecord | undefined;
  /** Rows handed out before. */
  #earlier = 0;
  #steps: number[] = [];
  #gradient = new Float64Array(0);
  #activation = new Float64Array(0);

  constructor(source: RunSource, { activations = true, mostNorms = 2 ** 27 }: NormTableSettings = {}) {
    this.#source = source;
    this.#activations = activations;
    this.#mostNorms = mostNorms;
    this.#lines = new LineReader(source, runFiles.norms);
  }

  /** What is wrong with the file's end: empty, or that a last line is cut short. */
  get warnings(): readonly string[] {
    return tornWarning(this.#lines);
  }

  /**
   * The rows that there are now and have not been read yet. Their arrays may lie in buffers with room for more.
   * @returns null where the file does not go on from what was read: it was cut or written anew
   * @throws RunError naming file and line for one that is malformed or has other taps than the first, and for more norms than are held
   */
  async readOn(reading: FileReading = {}): Promise<NormTable | null> {
    const size = reading.size ?? (await this.#source.size(runFiles.norms)) ?? 0;
    const goesOn = await this.#lines.readOn((bytes, start, end, line) => this.#read(bytes, start, end, line, size), {
      ...reading,
      size,
    });
    return goesOn ? this.#take() : null;
  }

  #take(): NormTable {
    const { sites, kinds } = this.#first ?? { sites: [], kinds: [] };
    const norms = this.#steps.length * sites.length;
    const table = {
      sites,
      kinds,
      steps: this.#steps,
      gradient: this.#gradient.subarray(0, norms),
      activation: this.#activations ? this.#activation.subarray(0, norms) : null,
    };
    this.#earlier += this.#steps.length;
    this.#steps = [];
    this.#gradient = new Float64Array(0);
    this.#activation = new Float64Array(0);
    return table;
  }

  #read(bytes: Uint8Array, start: number, end: number, line: number, size: number): void {
    const first = this.#first;
    if (first !== undefined) {
      this.#makeRoom(first, end + 1 - start, line, size);
      if (this.#readDirectly(first, bytes, start, end)) return;
    }
    const where = `${this.#lines.file} line ${line}`;
    const record = checked(recordSchemas.norms, parseJson(bytes.subarray(start, end), where), where);
    if (first === undefined) {
      this.#first = firstRecord(record);
      this.#makeRoom(this.#first, end + 1 - start, line, size);
    } else checkTaps(record, first, where);
    const offset = this.#steps.length * record.sites.length;
    this.#gradient.set(record.gradient, offset);
    if (this.#activations) this.#activation.set(record.activation, offset);
    this.#steps.push(record.step);
  }

  /** False where the line is not just as the writer would have written it. */
  #readDirectly({ sites, opening }: FirstRecord, bytes: Uint8Array, start: number, end: number): boolean {
    if (sites.length === 0 || !holdsAt(bytes, start, stepOpening)) return false;
    let at = start + stepOpening.length;
    const firstDigit = at;
    let step = 0;
    for (let digit = digitAt(bytes, at); digit >= 0; digit = digitAt(bytes, at)) {
      step = step * 10 + digit;
      at += 1;
    }
    const digits = at - firstDigit;
    if (digits === 0 || digits > 15 || (digits > 1 && digitAt(bytes, firstDigit) === 0)) return false;
    if (!holdsAt(bytes, at, opening)) return false;
    const offset = this.#steps.length * sites.length;
    at = readNumbers(bytes, at + opening.length, sites.length, this.#gradient, offset);
    if (at < 0 || !holdsAt(bytes, at, activationOpening)) return false;
    if (this.#activations) {
      at = readNumbers(bytes, at + activationOpening.length, sites.length, this.#activation, offset);
      if (at < 0) return false;
    } else {
      at = end - 1;
      if (bytes[at - 1] !== closingBracket) return false;
    }
    if (bytes[at] !== closingBrace || at + 1 !== end) return false;
    this.#steps.push(step);
    return true;
  }

  /** Makes room for one more row; at first for as many as the file seems to hold. */
  #makeRoom({ sites }: FirstRecord, lineBytes: number, line: number, size: number): void {
    const rows = this.#steps.length + 1;
    if ((this.#earlier + rows) * sites.length > this.#mostNorms) this.#refuse(line);
    if (rows * sites.length <= this.#gradient.length) return;
    // Lines differ in length by a few in a hundred.
    const expected = this.#earlier === 0 && rows === 1 ? Math.ceil((1.06 * size) / lineBytes) : 2 * (rows + 1);
    const length = Math.max(rows * sites.length, Math.min(expected * sites.length, this.#mostNorms));
    const held = (rows - 1) * sites.length;
    try {
      this.#gradient = grown(this.#gradient, held, length);
      if (this.#activations) this.#activation = grown(this.#activation, held, length);
    } catch (error) {
      if (error instanceof RangeError) this.#refuse(line);
      throw error;
    }
  }

  #refuse(line: number): never {
    throw new RunError(
      `${this.#lines.file} line ${line}: too large to be held in memory, which takes at most ${this.#mostNorms} norms of either kind: open a copy of the run with fewer lines in this file`,
    );
  }
}

/**
 * All of norms.jsonl as columns.
 * @throws RunError as {@link NormTableReader.readOn}
 */
export async function readNormTable(
  source: RunSource,
  settings: NormTableSettings & FileReading = {},
): Promise<{ readonly table: NormTable; readonly warnings: readonly string[] }> {
  const reader = new NormTableReader(source, settings);
  const table = (await reader.readOn(settings)) as NormTable;
  return { table, warnings: reader.warnings };
}

/** The taps of a run, and the bytes that stand between the step and the first norm of a line that the writer wrote. */
interface FirstRecord {
  readonly sites: NormsRecord['sites'];
  readonly kinds: NormsRecord['kinds'];
  readonly opening: Uint8Array;
}

const firstRecord = ({ sites, kinds }: NormsRecord): FirstRecord => ({
  sites,
  kinds,
  opening: utf8(`,"sites":${JSON.stringify(sites)},"kinds":${JSON.stringify(kinds)},"gradient":[`),
});

function checkTaps(record: NormsRecord, first: FirstRecord, where: string): void {
  if (record.sites.length !== first.sites.length) {
    throw new RunError(
      `${where}: found ${record.sites.length} taps, where the first line has ${first.sites.length}; a run has one model`,
    );
  }
  for (const part of ['sites', 'kinds'] as const) {
    const index = first[part].findIndex((one, position) => record[part][position] !== one);
    if (index === -1) continue;
    const [expected, found] = [first, record].map((lists) => JSON.stringify(excerpt(lists[part][index] as string)));
    throw new RunError(
      `${where}: ${part}.${index}: expected ${expected} as in the first line, found ${found}; a run has one model`,
    );
  }
}

function grown(values: Float64Array<ArrayBuffer>, held: number, length: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(length);
  larger.set(values.subarray(0, held));
  return larger;
}

function holdsAt(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  if (at + expected.length > bytes.length) return false;
  const [found, wanted] = [bytes, expected].map((one) => new DataView(one.buffer, one.byteOffset, one.byteLength)) as [
    DataView,
    DataView,
  ];
  // The names of a thousand taps take as many bytes as their norms: eight at a time, as numbers. Text makes neither of the zeros, which alone
  // are equal without being the same bytes, and what is no number equals nothing.
  const words = expected.length - (expected.length % 8);
  for (let index = 0; index < words; index += 8) {
    if (found.getFloat64(at + index, true) !== wanted.getFloat64(index, true)) return false;
  }
  for (let index = words; index < expected.length; index += 1) {
    if (bytes[at + index] !== expected[index]) return false;
  }
  return true;
}

/** −1 where there is none. */
function digitAt(bytes: Uint8Array, at: number): number {
  const digit = (bytes[at] as number) - 0x30;
  return digit >= 0 && digit <= 9 ? digit : -1;
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const stepOpening = utf8('{"step":');
const activationOpening = utf8(',"activation":[');
const closingBracket = 0x5d;
const closingBrace = 0x7d;
