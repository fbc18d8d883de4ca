import type { Stats } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import send from 'send';
import { refuse } from './refuse.ts';

export interface FileAnswer {
  /** Absolute, without symbolic links. */
  readonly folder: string;
  /** The file's path in the folder: plain names. */
  readonly parts: readonly string[];
  readonly cacheControl: string;
  /** The media type; that of the file's name where there is none. */
  readonly type?: string;
}

/**
 * Answers with a file or, as the request has it, a range of it (206, 416), its headers alone (HEAD), or nothing where the client has it
 * (304). A file that grows meanwhile is sent as long as it was at the start.
 */
export function sendFile(request: IncomingMessage, response: ServerResponse, answer: FileAnswer): void {
  const path = `/${answer.parts.map(encodeURIComponent).join('/')}`;
  if (answer.type !== undefined) response.setHeader('Content-Type', answer.type);
  response.setHeader('Cache-Control', answer.cacheControl);
  // Hidden files have been refused before, and with them those of `folder`'s own path, which may be below a hidden one.
  const options = {
    root: answer.folder,
    index: false,
    cacheControl: false,
    dotfiles: 'allow',
    highWaterMark: pieceBytes,
  };
  send(request, path, options as send.SendOptions)
    .on('headers', (_response: ServerResponse, _path: string, stats: Stats) =>
      response.setHeader('ETag', strongTag(stats)),
    )
    .on('directory', () => refuse(response, 404))
    .on('error', (error: { status?: number; headers?: Record<string, string> }) => {
      // A range that cannot be satisfied says how long the file is.
      for (const [name, value] of Object.entries(error.headers ?? {})) response.setHeader(name, value);
      response.removeHeader('ETag');
      response.removeHeader('Last-Modified');
      refuse(response, error.status ?? 500);
    })
    .pipe(response);
}

/** Of the file that are in memory at once: `send` hands this on to the stream that it reads, whose own 64 KiB take twice the processor time. */
const pieceBytes = 2 ** 18;

/**
 * Changes whenever the file does: when it grows, is written to, or is replaced. Strong, as ranges need it that are put together, where
 * what `send` would make is weak.
 */
function strongTag({ size, mtimeMs, ino }: Stats): string {
  return `"${[size, Math.round(mtimeMs * 1000), ino].map((number) => number.toString(36)).join('-')}"`;
}
