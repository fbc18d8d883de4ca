import { posix } from 'node:path';
import { Parser, type ReadEntry } from 'tar';
import { DataFileError } from '../data-file-error.ts';

/** What to do with the files of an archive. */
export interface ArchiveReader {
  /**
   * Whether to read the file with this name (without its folders) and size. May throw on a wrong size; a file that is read
   * is held in memory whole, so this is also the bound on it.
   */
  accept(name: string, bytes: number): boolean;
  read(name: string, bytes: Uint8Array): void | Promise<void>;
}

/**
 * Streams a tar archive, compressed with gzip or not, through `reader`. Nothing is written to disk, links and other special
 * entries are passed over.
 *
 * @throws DataFileError when the archive is damaged or cut off.
 */
export async function readArchive(
  source: AsyncIterable<Uint8Array>,
  archiveName: string,
  reader: ArchiveReader,
): Promise<void> {
  let failure: Error | undefined;
  let current: { name: string; expected: number; found: number } | undefined;
  const pending: Promise<void>[] = [];
  const fail = (error: Error) => {
    failure ??= error;
  };
  const damaged = (reason: string) => {
    const sizes = current && { expected: current.expected, found: current.found };
    const within = current ? ` within ${current.name}: expected ${current.expected} bytes, found ${current.found}` : '';
    fail(new DataFileError(archiveName, `not a whole tar archive (${reason})${within}; take a fresh copy`, sizes));
  };

  const begin = (entry: ReadEntry) => {
    const name = posix.basename(entry.path);
    if (failure !== undefined || !accepted(entry, name)) {
      entry.resume();
      return;
    }
    const bytes = new Uint8Array(entry.size);
    const progress = { name, expected: entry.size, found: 0 };
    current = progress;
    entry.on('data', (chunk) => {
      bytes.set(chunk, progress.found);
      progress.found += chunk.length;
    });
    entry.on('end', () => {
      current = undefined;
      if (failure !== undefined || progress.found !== bytes.length) return;
      try {
        const done = reader.read(name, bytes);
        if (done !== undefined) pending.push(done);
      } catch (error) {
        fail(error as Error);
      }
    });
  };
  const accepted = (entry: ReadEntry, name: string): boolean => {
    if (entry.type !== 'File' && entry.type !== 'OldFile') return false;
    try {
      return reader.accept(name, entry.size);
    } catch (error) {
      fail(error as Error);
      return false;
    }
  };

  const parser = new Parser({ onReadEntry: begin });
  parser.on('warn', (code, message) => {
    if (code === 'TAR_BAD_ARCHIVE' || code === 'TAR_ENTRY_INVALID') damaged(String(message));
  });
  const ended = new Promise<void>((resolve) => {
    parser.on('end', resolve);
    parser.on('error', (error) => {
      damaged((error as Error).message);
      resolve();
    });
  });

  for await (const chunk of source) {
    parser.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    // Waiting here keeps at most the files of one chunk in memory.
    await Promise.all(pending.splice(0));
    if (failure !== undefined) throw failure;
  }
  parser.end();
  await ended;
  await Promise.all(pending);
  if (failure !== undefined) throw failure;
}
