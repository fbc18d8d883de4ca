import { appendFile, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { smallPage, TemporaryFolder } from '../../testing/temporary-folder.ts';
import { type ServedViewer, serveViewer, type ViewerSettings } from './serve-viewer.ts';
import type { ServedIndex, ServedRunFiles } from './served-index.ts';

let folder: TemporaryFolder;
const opened: ServedViewer[] = [];
beforeEach(async () => {
  folder = await TemporaryFolder.create();
  await folder.write(smallPage);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((served) => served.close()));
  await folder.remove();
});

async function serve(settings: Partial<ViewerSettings> = {}): Promise<ServedViewer> {
  const served = await serveViewer({
    page: folder.at('page'),
    cacheFolder: folder.at('no-cache'),
    port: 0,
    ...settings,
  });
  opened.push(served);
  return served;
}

const indexOf = async ({ address }: ServedViewer): Promise<ServedIndex> =>
  (await (await fetch(`${address}api/index.json`)).json()) as ServedIndex;

const range = (url: string, bytes: string, more: Record<string, string> = {}) =>
  fetch(url, { headers: { Range: `bytes=${bytes}`, ...more } });

describe('the page', () => {
  it('is served as it was built, under types that a browser runs', async () => {
    const { address, folder: runs } = await serve();
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(runs).toBeNull();
    const page = await fetch(address);
    expect([page.status, await page.text()]).toEqual([200, smallPage['page/index.html']]);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const types = ['js', 'css'].map(async (ending) => {
      const file = await fetch(`${address}assets/index-1a2b3c.${ending}`);
      expect(await file.text()).toBe(smallPage[`page/assets/index-1a2b3c.${ending}`]);
      return file.headers.get('content-type');
    });
    expect(await Promise.all(types)).toEqual(['text/javascript; charset=utf-8', 'text/css; charset=utf-8']);
  });

  it('may run its own code alone, and be framed by nobody', async () => {
    const { headers } = await fetch((await serve()).address);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "frame-ancestors 'none'"]),
    );
    expect(policy).not.toMatch(/\bhttps?:|\*|unsafe-eval'.*unsafe-eval'/);
  });

  it('is kept for good where its name changes with its contents, and asked for again where it does not', async () => {
    const { address } = await serve();
    expect((await fetch(`${address}assets/index-1a2b3c.js`)).headers.get('cache-control')).toMatch(/immutable/);
    const page = await fetch(address);
    expect(page.headers.get('cache-control')).toBe('no-cache');
  });

  it('that is not built is an error that says how to build it', async () => {
    await rm(folder.at('page/index.html'));
    await expect(serve()).rejects.toThrow(
      `${folder.at('page/index.html')} is missing: the viewer's page is not built; build it: npx -y pnpm@12 build`,
    );
  });
});

describe('the index', () => {
  it('has nothing where there is nothing', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await indexOf(await serve())).toEqual({
      procrustes: version,
      folder: null,
      runs: [],
      truncated: false,
      images: null,
    });
  });

  it('has the usual folder’s from the moment that it is there', async () => {
    const served = await serve({ usualFolder: folder.at('runs') });
    expect([served.folder, (await indexOf(served)).folder]).toEqual([null, null]);
    await folder.write({ 'runs/a/run.json': '{"a": 1}' });
    const { folder: name, runs } = await indexOf(served);
    expect([name, runs.map(({ path }) => path)]).toEqual(['runs', ['a']]);
    expect(await (await fetch(`${served.address}api/runs/a/run.json`)).text()).toBe('{"a": 1}');
  });

  it('lists runs, and new ones when it is asked again', async () => {
    await folder.write({ 'runs/a/run.json': '{}', 'runs/demo/b c/run.json': '{}' });
    const served = await serve({ folder: folder.at('runs') });
    expect(served.folder).toBe(folder.at('runs'));
    const { folder: name, runs } = await indexOf(served);
    expect(name).toBe('runs');
    expect(runs).toEqual([
      { id: 'a', name: 'a', path: 'a' },
      { id: 'demo~2fb~20c', name: 'b c', path: 'demo/b c' },
    ]);
    await folder.write({ 'runs/new/run.json': '{}' });
    expect((await indexOf(served)).runs.map(({ path }) => path)).toEqual(['a', 'demo/b c', 'new']);
    await rm(folder.at('runs'), { recursive: true });
    expect((await indexOf(served)).runs).toEqual([]);
  });

  it('takes a run for a folder, and a link for where it leads', async () => {
    await folder.write({ 'runs/one/run.json': '{"x":1}' });
    await symlink('runs/one', folder.at('link'));
    const served = await serve({ folder: folder.at('link') });
    expect(served.folder).toBe(folder.at('runs/one'));
    const { runs } = await indexOf(served);
    expect(runs).toEqual([{ id: '~', name: 'one', path: '.' }]);
    expect(await (await fetch(`${served.address}api/runs/~/run.json`)).text()).toBe('{"x":1}');
  });

  it('holds names that look like HTML as they are, and no error repeats them', async () => {
    const name = '<img src=x onerror=alert(1)>';
    await folder.write({
      [`runs/${name}/run.json`]: '{}',
      [`runs/${name}/<script>.html`]: '<script>alert(1)</script>',
    });
    const { address, ...served } = await serve({ folder: folder.at('runs') });
    const answer = await fetch(`${address}api/index.json`);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const [run] = ((await answer.json()) as ServedIndex).runs;
    expect(run?.name).toBe(name);
    const files = `${address}api/runs/${run?.id}/`;
    expect(((await (await fetch(files)).json()) as ServedRunFiles).files).toEqual(['<script>.html', 'run.json']);
    const file = await fetch(`${files}${encodeURIComponent('<script>.html')}`);
    expect(file.headers.get('content-type')).toBe('application/octet-stream');
    expect(file.headers.get('content-security-policy')).toMatch(/\bsandbox\b/);
    expect(await (await fetch(`${files}${encodeURIComponent('<b>none')}`)).text()).toBe('404 Not Found\n');
    expect(served.folder).toBe(folder.at('runs'));
  });

  it.each([
    ['does not exist', 'none', /none: does not exist; give a folder of runs, or a run$/],
    ['is a file', 'page/index.html', /index\.html: is a file; give a folder of runs, or a run$/],
    ['is below a file', 'page/index.html/x', /x: does not exist; give/],
  ])('refuses a folder that %s', async (_what, path, message) => {
    await expect(serve({ folder: folder.at(path) })).rejects.toThrow(message);
  });
});

describe('the files of a run', () => {
  let file: (path: string) => string;
  beforeEach(async () => {
    await folder.write({
      'runs/a/run.json': '{}',
      'runs/a/metrics.jsonl': '0123456789',
      'runs/a/checkpoints/step-00000001.safetensors': 'weights',
      'runs/a/checkpoints/deep/x.bin': 'too deep to be listed',
      'runs/a/.run.json.part': 'half',
      'runs/b/run.json': '{}',
    });
    const { address } = await serve({ folder: folder.at('runs') });
    file = (path) => `${address}api/runs/a/${path}`;
  });

  it('are listed', async () => {
    const answer = await fetch(file(''));
    expect(await answer.json()).toEqual({
      files: ['checkpoints/step-00000001.safetensors', 'metrics.jsonl', 'run.json'],
    });
    for (const path of ['checkpoints/', 'checkpoints', 'none/', '../b/']) {
      const { status } = await fetch(file(path));
      expect([path, status]).toEqual([path, path === '../b/' ? 200 : 404]);
    }
  });

  it('are served whole, without being kept', async () => {
    const answer = await fetch(file('checkpoints/step-00000001.safetensors'));
    expect([answer.status, await answer.text()]).toEqual([200, 'weights']);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('accept-ranges')).toBe('bytes');
    expect(answer.headers.get('etag')).toMatch(/^"[^"]+"$/);
    expect(Date.parse(answer.headers.get('last-modified') ?? '')).not.toBeNaN();
  });

  it.each<[string, number, string, string | null]>([
    ['0-3', 206, '0123', 'bytes 0-3/10'],
    ['4-', 206, '456789', 'bytes 4-9/10'],
    ['-4', 206, '6789', 'bytes 6-9/10'],
    ['8-100', 206, '89', 'bytes 8-9/10'],
    ['10-', 416, '416 Range Not Satisfiable\n', 'bytes */10'],
    // What is no range, or several, is answered with all, as the standard allows.
    ['x-y', 200, '0123456789', null],
    ['0-1,4-5', 200, '0123456789', null],
  ])('in the range %s', async (bytes, status, body, contentRange) => {
    const answer = await range(file('metrics.jsonl'), bytes);
    expect([answer.status, await answer.text()]).toEqual([status, body]);
    expect(answer.headers.get('content-range')).toBe(contentRange);
  });

  it('answer HEAD with the headers of GET and nothing else', async () => {
    for (const path of ['metrics.jsonl', 'none', '']) {
      const [got, head] = await Promise.all([fetch(file(path)), fetch(file(path), { method: 'HEAD' })]);
      const headers = (answer: Response) =>
        [...answer.headers].filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name));
      expect([head.status, await head.text()]).toEqual([got.status, '']);
      expect(headers(head)).toEqual(headers(got));
    }
  });

  it('may grow between two requests', async () => {
    const first = await fetch(file('metrics.jsonl'));
    const tag = first.headers.get('etag') ?? '';
    expect((await range(file('metrics.jsonl'), '10-')).status).toBe(416);
    expect(await (await range(file('metrics.jsonl'), '8-', { 'If-Range': tag })).text()).toBe('89');

    await appendFile(folder.at('runs/a/metrics.jsonl'), 'abc');
    const rest = await range(file('metrics.jsonl'), '10-');
    expect([rest.status, rest.headers.get('content-range'), await rest.text()]).toEqual([206, 'bytes 10-12/13', 'abc']);
    expect(rest.headers.get('etag')).not.toBe(tag);
    // Who wants the rest of the file that it knows gets the file that it has become, whole.
    const other = await range(file('metrics.jsonl'), '10-', { 'If-Range': tag });
    expect([other.status, await other.text()]).toEqual([200, '0123456789abc']);
  });

  it('change their tag when they are written to without growing', async () => {
    const tag = async () => (await fetch(file('metrics.jsonl'))).headers.get('etag');
    const before = await tag();
    expect(await tag()).toBe(before);
    await writeFile(folder.at('runs/a/metrics.jsonl'), '9876543210');
    expect(await tag()).not.toBe(before);
  });

  it('are those of a run alone', async () => {
    await folder.write({ 'runs/notes/readme.txt': 'no run' });
    const { address } = await serve({ folder: folder.at('runs') });
    expect((await fetch(`${address}api/runs/notes/readme.txt`)).status).toBe(404);
    const without = await serve();
    expect((await fetch(`${without.address}api/runs/~/page/index.html`)).status).toBe(404);
  });
});

describe('close', () => {
  it('ends connections that would be kept', async () => {
    const served = await serve();
    await (await fetch(served.address)).text();
    await served.close();
    await expect(fetch(served.address)).rejects.toThrow();
  });
});
