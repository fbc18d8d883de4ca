import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FilesSource } from './files-source.ts';
import { HttpSource } from './http-source.ts';
import { MemoryStore } from './memory-store.ts';
import { FolderStore } from './node/folder-store.ts';
import { RunError } from './run-error.ts';
import type { RunStore } from './run-store.ts';
import { contractFiles, describeRunSource } from './testing/run-source-contract.ts';

let folder: string;
let server: Server;
let address: string;
/** Answers in the server's stead, where it is set. */
let answer: ((response: ServerResponse, method: string) => void) | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-source-'));
  server = createServer(({ url = '', method = '', headers }, response) => {
    if (answer !== undefined) return answer(response, method);
    const path = decodeURIComponent(url.slice('/runs/a/'.length));
    if (path === '') {
      // Hidden files are no part of a run.
      return response.end(JSON.stringify({ files: [...contractFiles.keys(), '.lock', 'checkpoints/.half'] }));
    }
    const bytes = contractFiles.get(path);
    if (bytes === undefined) return response.writeHead(404).end();
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
    if (first === undefined) {
      response.writeHead(200, { 'Content-Length': bytes.length });
      return response.end(method === 'HEAD' ? undefined : bytes);
    }
    if (Number(first) >= bytes.length) return response.writeHead(416).end();
    return response.writeHead(206).end(bytes.subarray(Number(first), Number(last) + 1));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/runs/a/`;
});
afterEach(() => {
  answer = undefined;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await rm(folder, { recursive: true, force: true });
});

let made = 0;
async function filled(store: RunStore): Promise<RunStore> {
  for (const [path, bytes] of contractFiles) await store.write(path, bytes);
  return store;
}

describeRunSource('MemoryStore', () => filled(new MemoryStore()));
describeRunSource('FolderStore', () => {
  made += 1;
  return filled(new FolderStore(join(folder, `${made}`)));
});
describeRunSource('FilesSource', () => {
  const files = [...contractFiles, ['.lock', Uint8Array.of(1)] as const];
  return new FilesSource('picked', new Map(files.map(([path, bytes]) => [path, new File([bytes], 'a')])));
});
describeRunSource('HttpSource', () => new HttpSource('served', address));

describe('FilesSource', () => {
  it('says what to do where a file cannot be read any more', async () => {
    class Changed extends Blob {
      override arrayBuffer(): Promise<never> {
        return Promise.reject(new DOMException('', 'NotReadableError'));
      }
    }
    const source = new FilesSource('picked', new Map([['run.json', new Changed()]]));
    await expect(source.read('run.json')).rejects.toThrow(
      new RunError(
        'picked/run.json: cannot be read any more, it may have changed since it was picked: open the run again',
      ),
    );
  });
});

describe('HttpSource', () => {
  it('wants an address that files can be appended to', () => {
    expect(() => new HttpSource('served', 'http://127.0.0.1/runs/a')).toThrow(RunError);
    expect(() => new HttpSource('served', 'runs/a/')).toThrow(TypeError);
  });

  it('takes its part of a whole file from a server without ranges', async () => {
    answer = (response) => response.end('0123456789');
    expect(await new HttpSource('served', address).readRange('a', 3, 5)).toEqual(new TextEncoder().encode('34'));
  });

  it('reads a large range into the memory that it is given, and a small one into memory of its own', async () => {
    const content = Uint8Array.from({ length: 5 * 2 ** 20 }, (_, index) => index % 251);
    answer = (response) => response.writeHead(206).end(content);
    const source = new HttpSource('served', address);
    const room = new ArrayBuffer(6 * 2 ** 20);
    const bytes = (await source.readRange('a', 0, content.length, room)) as Uint8Array;
    expect(Buffer.compare(bytes, content)).toBe(0);
    expect([room.byteLength, bytes.buffer.byteLength]).toEqual([0, 6 * 2 ** 20]);
    const other = new ArrayBuffer(6 * 2 ** 20);
    expect(await source.readRange('a', 0, 10, other)).toEqual(content.slice(0, 10));
    expect(other.byteLength).toBe(6 * 2 ** 20);
  });

  it('names the run where the server refuses, breaks off, tells nonsense or is gone', async () => {
    const source = new HttpSource('served', address);
    answer = (response) => response.writeHead(500).end();
    await expect(source.read('a')).rejects.toThrow('served: the server refuses a: 500');
    await expect(source.list('')).rejects.toThrow('served: the server refuses the list of its files: 500');
    answer = (response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('x', () => response.destroy());
    };
    await expect(source.read('a')).rejects.toThrow('served/a: the server broke off');
    for (const text of ['<html>', '[]', 'null', '{"files":"a"}']) {
      answer = (response) => response.end(text);
      await expect(source.list('')).rejects.toThrow('served: the server does not tell which files it has');
    }
    answer = (response) => response.end(JSON.stringify({ files: ['b', 3, null, { path: 'c' }, 'a', 'd/e'] }));
    expect(await source.list('')).toEqual(['a', 'b']);
    answer = (response) => response.writeHead(404).end();
    expect(await source.list('')).toEqual([]);
    answer = (response) => response.writeHead(200, { 'Transfer-Encoding': 'chunked' }).end();
    await expect(source.size('a')).rejects.toThrow('served/a: the server does not tell how long the file is');
    answer = (response) => response.destroy();
    await expect(source.read('a')).rejects.toThrow('served: the server does not answer');
  });
});
