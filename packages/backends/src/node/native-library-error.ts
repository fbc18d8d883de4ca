/** A native library is missing, cut off, or made for another machine or version: which file, what was needed and what found. */
export class NativeLibraryError extends Error {
  override readonly name = 'NativeLibraryError';
}
