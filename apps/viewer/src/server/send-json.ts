import type { ServerResponse } from 'node:http';

/** Answers with a value as JSON, which no one is to keep. */
export function sendJson(response: ServerResponse, value: unknown): void {
  const text = `${JSON.stringify(value)}\n`;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.setHeader('Cache-Control', 'no-store');
  response.end(text);
}
