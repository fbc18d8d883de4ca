/** A file does not hold an architecture that can be trained: where, and what is expected. Exit status 1. */
export class ModelFileError extends Error {
  override readonly name = 'ModelFileError';
}
