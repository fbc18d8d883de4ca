/**
 * A data file that is missing, short, truncated, too long or not what it should be. The message is one line that begins with the
 * name of the file.
 */
export class DataFileError extends Error {
  override readonly name = 'DataFileError';
  readonly file: string;
  /** Set where the size is wrong. */
  readonly expectedBytes: number | undefined;
  readonly foundBytes: number | undefined;

  constructor(file: string, problem: string, sizes?: { readonly expected?: number; readonly found: number }) {
    super(`${file}: ${problem}`);
    this.file = file;
    this.expectedBytes = sizes?.expected;
    this.foundBytes = sizes?.found;
  }

  /** A file with the wrong number of bytes. */
  static size(file: string, expected: number, found: number, meaning: string): DataFileError {
    return new DataFileError(file, `expected ${expected} bytes (${meaning}), found ${found}`, { expected, found });
  }
}
