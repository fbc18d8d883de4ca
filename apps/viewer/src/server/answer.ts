import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerApi } from './answer-api.ts';
import { answerPage } from './answer-page.ts';
import { refuse } from './refuse.ts';
import { requestedPath } from './requested-path.ts';
import { securityHeaders } from './security-headers.ts';
import type { Site } from './site.ts';

/**
 * Answers one request.
 *
 * @param hosts what the request may call this server. A page of another origin whose name has come to mean this machine (DNS
 * rebinding) would have its own name there.
 */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  site: Site,
  hosts: ReadonlySet<string>,
): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  try {
    if (!hosts.has(request.headers.host?.toLowerCase() ?? '')) {
      return refuse(response, 421, `this server is only ${[...hosts].join(', ')}`);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return refuse(response, 405);
    }
    const path = requestedPath(request.url ?? '');
    if (path === undefined) return refuse(response, 400, 'that is no path here');
    await (path.parts[0] === 'api'
      ? answerApi(request, response, site, path)
      : answerPage(request, response, site.page, path));
  } catch (error) {
    site.onError(error);
    refuse(response, 500);
  }
}
