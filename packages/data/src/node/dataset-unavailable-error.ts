/** A data set could not be fetched: no network, no such host, refused, not there. The message is one line. */
export class DatasetUnavailableError extends Error {
  override readonly name = 'DatasetUnavailableError';
}
