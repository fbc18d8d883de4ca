import { PassThrough } from 'node:stream';
import type { CifarLayout } from '../cifar-layout.ts';

/** How far a fetch is. `total` is missing while the server has not said it. */
export interface FetchProgress {
  readonly phase: 'download' | 'convert';
  /** Bytes, compressed while downloading. */
  readonly received: number;
  readonly total: number | undefined;
}

export interface DownloadContext {
  readonly onProgress: (progress: FetchProgress) => void;
  readonly signal: AbortSignal | undefined;
}

/** Where a data set can be fetched from. */
export interface DatasetSource {
  readonly layout: CifarLayout;
  /** What it is, for the manifest. */
  readonly origin: string;
  /** The digests of the official binary files, where they are known beforehand. */
  readonly sha256?: Readonly<Record<string, string>>;
  /** Writes the official binary files, and nothing else that stays, into an empty folder. */
  download(folder: string, context: DownloadContext): Promise<void>;
}

/** Passes a download on and reports how much has gone by; stops when the signal says so. */
export async function* withProgress(
  download: NodeJS.ReadableStream,
  total: number | undefined,
  { onProgress, signal }: DownloadContext,
): AsyncGenerator<Uint8Array> {
  // npm's streams emit errors also while nobody waits for their next chunk, which would end the process; Node's keep them until asked.
  const source = new PassThrough();
  download.on('error', (error) => source.destroy(error));
  download.pipe(source);
  let received = 0;
  onProgress({ phase: 'download', received, total });
  for await (const chunk of source as AsyncIterable<Uint8Array>) {
    signal?.throwIfAborted();
    received += chunk.length;
    onProgress({ phase: 'download', received, total });
    yield chunk;
  }
}
