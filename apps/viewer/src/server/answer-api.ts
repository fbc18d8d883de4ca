import { realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname } from 'node:path';
import { fileInside } from './file-inside.ts';
import { findRuns, isRun } from './find-runs.ts';
import { listRunFiles } from './list-run-files.ts';
import { refuse } from './refuse.ts';
import type { RequestedPath } from './requested-path.ts';
import { runId, runPath } from './run-id.ts';
import { sendFile } from './send-file.ts';
import { sendJson } from './send-json.ts';
import type { ServedIndex, ServedRunFiles } from './served-index.ts';
import type { Site } from './site.ts';

const imagesUrl = 'api/images/cifar10.bin';

/** Never HTML or a script, whatever a file is called: a run may be someone else's, and must not act as the page. */
const types: Readonly<Record<string, string>> = {
  json: 'application/json; charset=utf-8',
  jsonl: 'text/plain; charset=utf-8',
};
const otherType = 'application/octet-stream';

/** Answers what is asked for below `api/`: the index, the files of runs, images. */
export async function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  site: Site,
  { parts, folder }: RequestedPath,
): Promise<void> {
  const [, kind, id, ...rest] = parts;
  const place = parts.join('/');
  if (!folder && place === 'api/index.json') return sendJson(response, await servedIndex(site));
  if (!folder && place === imagesUrl) return answerImages(request, response, site);
  const runs = await site.runs();
  if (kind === 'runs' && id !== undefined && runs !== null) {
    const run = runPath(id);
    if (run !== undefined && (await isRun(runs, run))) {
      if (!folder) return answerRunFile(request, response, runs, [...run, ...rest]);
      if (rest.length === 0) {
        const listed: ServedRunFiles = { files: await listRunFiles(runs, run) };
        return sendJson(response, listed);
      }
    }
  }
  refuse(response, 404);
}

async function servedIndex({ runs, images, version }: Site): Promise<ServedIndex> {
  const folder = await runs();
  const [found, file] = await Promise.all([
    folder === null ? { runs: [], truncated: false } : findRuns(folder),
    images(),
  ]);
  return {
    procrustes: version,
    folder: folder === null ? null : basename(folder),
    runs: found.runs.map((path) => ({
      id: runId(path),
      name: path.at(-1) ?? basename(folder ?? ''),
      path: path.join('/') || '.',
    })),
    truncated: found.truncated,
    images: file === undefined ? null : { dataset: 'cifar10', count: file.images, url: imagesUrl },
  };
}

async function answerRunFile(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  path: readonly string[],
): Promise<void> {
  const file = await fileInside(folder, path);
  if (file === undefined) return refuse(response, 404);
  const ending = /\.([^.]+)$/.exec(path.at(-1) ?? '')?.[1] ?? '';
  // It may be growing.
  sendFile(request, response, { folder, parts: file, cacheControl: 'no-store', type: types[ending] ?? otherType });
}

async function answerImages(request: IncomingMessage, response: ServerResponse, { images }: Site): Promise<void> {
  const file = await images();
  if (file === undefined) return refuse(response, 404, 'fetch them first: procrustes data fetch cifar10');
  const path = await realpath(file.path);
  const answer = { folder: dirname(path), parts: [basename(path)], cacheControl: 'no-cache', type: otherType };
  sendFile(request, response, answer);
}
