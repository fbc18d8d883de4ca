import type { IncomingMessage, ServerResponse } from 'node:http';
import { pagePolicyHeader } from './content-security-policy.ts';
import { fileInside } from './file-inside.ts';
import { refuse } from './refuse.ts';
import type { RequestedPath } from './requested-path.ts';
import { sendFile } from './send-file.ts';

/** Vite puts files here whose names change with their contents. */
const hashed = 'assets';

/** Answers with a file of the built page; `/` is the page itself. */
export async function answerPage(
  request: IncomingMessage,
  response: ServerResponse,
  page: string,
  { parts, folder }: RequestedPath,
): Promise<void> {
  const root = folder && parts.length === 0;
  const file = folder && !root ? undefined : await fileInside(page, root ? ['index.html'] : parts);
  if (file === undefined) return refuse(response, 404);
  response.setHeader('Content-Security-Policy', pagePolicyHeader);
  const cacheControl = parts[0] === hashed ? 'public, max-age=31536000, immutable' : 'no-cache';
  sendFile(request, response, { folder: page, parts: file, cacheControl });
}
