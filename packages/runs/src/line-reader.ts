import { checkLength } from './parse-json.ts';
import type { RunSource } from './run-source.ts';

/** What reading a file takes note of. */
export interface FileReading {
  /** Ends the reading with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Is told how many bytes have been read. */
  readonly onBytes?: (bytes: number) => void;
  /** The file's length in bytes, where that is known already. */
  readonly size?: number;
}

/** Is handed a line: `bytes[start]` to `bytes[end]`, which is its newline, and its number from 1. The bytes are lent for the call. */
export type OnLine = (bytes: Uint8Array, start: number, end: number, line: number) => void;

/**
 * Reads a file line by line, a piece of 16 MiB at a time, and later whatever lines it has grown by. What follows the last newline
 * is no line yet. After an error a reader has lost its place: make another.
 */
export class LineReader {
  readonly file: string;
  readonly #source: RunSource;
  readonly #path: string;
  #offset = 0;
  #lines = 0;
  #size = 0;
  /** The last bytes of the lines so far: a file that holds others in their place is another. */
  #tail = new Uint8Array(0);

  constructor(source: RunSource, path: string) {
    this.file = `${source.name}/${path}`;
    this.#source = source;
    this.#path = path;
  }

  /** Lines handed on so far. */
  get lines(): number {
    return this.#lines;
  }

  /** Bytes after the last newline: a line that is being written, or that a kill has cut short. */
  get tornBytes(): number {
    return this.#size - this.#offset;
  }

  /**
   * Hands on every line that there is now and has not been handed on yet.
   * @returns false where the file does not go on from what was read: it was cut or written anew, and nothing is handed on
   * @throws RunError for a line over `longestJson`, also one whose end is not there yet; whatever the source and `onLine` throw
   */
  async readOn(onLine: OnLine, reading: FileReading = {}): Promise<boolean> {
    const { signal, onBytes } = reading;
    const size = reading.size ?? (await this.#source.size(this.#path)) ?? 0;
    if (size === this.#size) return true;
    if (size < this.#offset) return false;
    let position = this.#offset - this.#tail.length;
    let known = this.#tail;
    // The pieces take turns in the same memory: new memory costs as much as reading into it.
    const rooms: ArrayBuffer[] = [];
    const pieceAt = (start: number): Piece => {
      const end = Math.min(start + pieceBytes, size);
      const room = rooms.pop() ?? new ArrayBuffer(Math.min(pieceBytes, size - position));
      const bytes = this.#source.readRange(this.#path, start, end, room);
      // It is read ahead: where an earlier piece ends the reading, nobody asks for it.
      bytes.catch(() => undefined);
      return { bytes, room };
    };
    const ahead: Piece[] = [];
    let asked = position;
    const readAhead = () => {
      for (; ahead.length < piecesAhead && asked < size; asked += pieceBytes) ahead.push(pieceAt(asked));
    };
    const rest = new UnfinishedLine();
    while (position < size) {
      readAhead();
      const { bytes, room } = ahead.shift() as Piece;
      const piece = await bytes;
      signal?.throwIfAborted();
      if (piece === undefined || piece.length === 0) break;
      readAhead();
      const isShort = piece.length < Math.min(pieceBytes, size - position);
      position += piece.length;
      const after = piece.subarray(known.length);
      if (piece.length < known.length || known.some((byte, index) => piece[index] !== byte)) return false;
      known = new Uint8Array(0);
      this.#handOn(after, rest, onLine);
      // A source that has no use for the room has left it as it was.
      rooms.push(room.byteLength > 0 ? room : (piece.buffer as ArrayBuffer));
      onBytes?.(after.length);
      // Cut while it was read, and what was asked for since lies elsewhere: the next look finds it shorter.
      if (isShort) break;
    }
    this.#size = this.#offset + rest.length;
    return true;
  }

  #handOn(piece: Uint8Array, rest: UnfinishedLine, onLine: OnLine): void {
    let start = 0;
    for (let end = piece.indexOf(newline); end !== -1; end = piece.indexOf(newline, start)) {
      const line = this.#lines + 1;
      checkLength(rest.length + end - start, `${this.file} line ${line}`);
      if (rest.length === 0) {
        onLine(piece, start, end, line);
        this.#offset += end + 1 - start;
      } else {
        rest.add(piece.subarray(start, end + 1));
        const whole = rest.take();
        onLine(whole, 0, whole.length - 1, line);
        this.#offset += whole.length;
      }
      this.#lines = line;
      start = end + 1;
    }
    if (start > 0) this.#tail = piece.slice(Math.max(0, start - tailBytes), start);
    if (start === piece.length) return;
    // A copy: the next piece may lie in this one's memory.
    rest.add(piece.slice(start));
    // Torn or not, and at once: gigabytes without a newline are not read to be told so.
    checkLength(rest.length, `${this.file} line ${this.#lines + 1}`);
  }
}

/** A page asks another process for each, which takes its time: 4 MiB at a time take half as long again. */
const pieceBytes = 16 * 2 ** 20;
/** Are under way while one is worked on. */
const piecesAhead = 2;
/** Long enough to hold the numbers at a line's end, which differ from line to line. */
const tailBytes = 1024;
const newline = 0x0a;

interface Piece {
  readonly bytes: Promise<Uint8Array | undefined>;
  /** What it may lie in. */
  readonly room: ArrayBuffer;
}

/** The beginning of a line whose end is in a piece yet to come. */
class UnfinishedLine {
  #length = 0;
  #pieces: Uint8Array[] = [];

  get length(): number {
    return this.#length;
  }

  add(piece: Uint8Array): void {
    this.#length += piece.length;
    this.#pieces.push(piece);
  }

  take(): Uint8Array {
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    this.#length = 0;
    this.#pieces = [];
    return whole;
  }
}
