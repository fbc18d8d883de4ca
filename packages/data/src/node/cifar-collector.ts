import { type CifarFile, type CifarLayout, fileBytes, recordBytes } from '../cifar-layout.ts';
import { DataFileError } from '../data-file-error.ts';
import { decodeRecords, emptyImageSet } from '../parse-cifar-binary.ts';
import type { CifarData } from './cifar-data.ts';

interface Place {
  readonly file: CifarFile;
  readonly part: 'train' | 'test';
  readonly first: number;
}

/** Puts the files of one data set together, in whatever order they come. Every file may come once and must come. */
export class CifarCollector {
  readonly #layout: CifarLayout;
  readonly #data: CifarData;
  readonly #places = new Map<string, Place>();
  readonly #added = new Set<string>();

  constructor(layout: CifarLayout) {
    this.#layout = layout;
    const images = { train: 0, test: 0 };
    for (const part of ['train', 'test'] as const) {
      for (const file of layout[part]) {
        this.#places.set(file.name, { file, part, first: images[part] });
        images[part] += file.records;
      }
    }
    this.#data = { train: emptyImageSet(layout, images.train), test: emptyImageSet(layout, images.test) };
  }

  /** Whether the data set has a file of this name. */
  has(name: string): boolean {
    return this.#places.has(name);
  }

  /** Refuses a file of the wrong size, so that it need not be read. `shown` is its name in the message. */
  checkSize(name: string, bytes: number, shown: string): void {
    const { file } = this.#place(name);
    const expected = fileBytes(this.#layout, file);
    if (bytes !== expected) {
      const meaning = `${file.records} ${this.#layout.title} records of ${recordBytes(this.#layout)}`;
      throw DataFileError.size(shown, expected, bytes, meaning);
    }
  }

  add(name: string, bytes: Uint8Array, shown: string): void {
    const { part, first } = this.#place(name);
    if (this.#added.has(name)) throw new DataFileError(shown, 'is there twice; take an unchanged copy');
    this.checkSize(name, bytes.length, shown);
    decodeRecords(bytes, this.#layout, shown, this.#data[part], first);
    this.#added.add(name);
  }

  /** All images; a file that never came is an error that says it is missing `where`. */
  data(where: string): CifarData {
    for (const [name, { file }] of this.#places) {
      if (this.#added.has(name)) continue;
      const expected = fileBytes(this.#layout, file);
      const { title, archive } = this.#layout;
      throw new DataFileError(
        name,
        `missing in ${where}: expected ${expected} bytes, found 0; the binary version of ${title} (${archive}) has it`,
        { expected, found: 0 },
      );
    }
    return this.#data;
  }

  #place(name: string): Place {
    const place = this.#places.get(name);
    if (place === undefined) throw new DataFileError(name, `is not a file of ${this.#layout.title}`);
    return place;
  }
}
