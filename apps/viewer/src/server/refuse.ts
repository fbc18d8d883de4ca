import { type ServerResponse, STATUS_CODES } from 'node:http';

/**
 * Ends an answer with an error: one line of plain text, which repeats nothing of the request.
 *
 * @param hint what to do instead
 */
export function refuse(response: ServerResponse, status: number, hint = ''): void {
  // The start of the file is on its way already; only breaking off can tell that the rest is not to come.
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const text = `${status} ${STATUS_CODES[status] ?? ''}${hint && `: ${hint}`}\n`;
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.setHeader('Cache-Control', 'no-store');
  response.end(text);
}
