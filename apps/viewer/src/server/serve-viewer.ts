import { readFileSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedTrainingFile } from '@procrustes/data/node';
import { answer } from './answer.ts';
import { answerBroken } from './answer-broken.ts';
import { listen } from './listen.ts';
import type { Site } from './site.ts';
import { unchangedFile } from './unchanged-file.ts';

/** Settings of {@link serveViewer}. */
export interface ViewerSettings {
  /** Runs, or one run; without it the page has only what is opened in it. */
  readonly folder?: string;
  /** Instead: a folder of runs that need not be there yet, and is served from the moment it is. */
  readonly usualFolder?: string;
  /** The loopback address to listen on: no other machine is served. Default `127.0.0.1`. */
  readonly host?: '127.0.0.1' | '::1';
  /** Default: 7477 or, where that is taken, the next one that is free. 0 is any that is free. */
  readonly port?: number;
  /** The built page. Default: the one of this package. */
  readonly page?: string;
  /** Where CIFAR-10 may be. Default: the cache of `@procrustes/data`. */
  readonly cacheFolder?: string;
  /** Learns of what went wrong in here, of which a client learns nothing but 500. */
  readonly onError?: (error: unknown) => void;
}

/** A viewer that is being served. */
export interface ServedViewer {
  /** Of the page: `http://127.0.0.1:7477/`. */
  readonly address: string;
  /** Absolute; null where none is served. */
  readonly folder: string | null;
  /** Ends every connection. */
  close(): Promise<void>;
}

// The same from the sources and from what is built of them.
const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Serves the viewer's page on this machine, with the runs of a folder and, where the machine has CIFAR-10 in its cache, images to train
 * on. It only reads, and only what is below that folder and is neither hidden nor reached by a link that leads out; it answers to nobody who
 * calls it by another name than this machine's own.
 *
 * @throws where the folder is none, the page is not built, or the port is in use
 */
export async function serveViewer(settings: ViewerSettings = {}): Promise<ServedViewer> {
  const { host = '127.0.0.1', port, page = join(packageFolder, 'dist/page'), cacheFolder, onError } = settings;
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const site: Site = {
    page: await builtPage(page),
    runs: await runsFolder(settings),
    images: unchangedFile(() => cachedTrainingFile('cifar10', cacheFolder === undefined ? {} : { cacheFolder })),
    version,
    onError: onError ?? (() => {}),
  };
  const hosts = new Set<string>();
  const server = createServer((request, response) => answer(request, response, site, hosts));
  server.on('checkExpectation', (request, response) => answer(request, response, site, hosts));
  server.on('clientError', answerBroken);
  await listen(server, host, port);
  const taken = (server.address() as AddressInfo).port;
  for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
    hosts.add(`${name}:${taken}`);
    // A client leaves out the port that is usual.
    if (taken === 80) hosts.add(name);
  }
  return {
    address: `http://${host === '::1' ? '[::1]' : host}:${taken}/`,
    folder: await site.runs(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function runsFolder({ folder, usualFolder }: ViewerSettings): Promise<Site['runs']> {
  if (folder !== undefined) {
    const found = await existingFolder(folder);
    return async () => found;
  }
  // Whatever the working folder is later.
  const usual = usualFolder === undefined ? undefined : resolve(usualFolder);
  let found: string | null = null;
  return async () => {
    if (usual !== undefined) found ??= await existingFolder(usual).catch(() => null);
    return found;
  };
}

async function existingFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    const absent = found.code === 'ENOENT' || found.code === 'ENOTDIR';
    throw new Error(`${folder}: ${absent ? 'does not exist' : found.message}; give a folder of runs, or a run`);
  }
  if (!found.isDirectory()) throw new Error(`${folder}: is a file; give a folder of runs, or a run`);
  return realpath(folder);
}

async function builtPage(page: string): Promise<string> {
  const index = join(page, 'index.html');
  if (!(await stat(index).catch(() => undefined))?.isFile()) {
    throw new Error(`${index} is missing: the viewer's page is not built; build it: npx -y pnpm@12 build`);
  }
  return realpath(page);
}
