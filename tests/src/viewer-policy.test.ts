import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ServedViewer, serveViewer } from '@procrustes/viewer/server';
import { type Browser, chromium as browsers, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromium, chromiumSwitches } from '../testing/chromium.ts';
import { eventually } from '../testing/eventually.ts';

// What the headers of the viewer's server come to in a real browser, on a page that tries what a page under attack would.

const script = `
  globalThis.ran = true;
  // Here, since a browser lets who drives it evaluate what it likes.
  try { globalThis.evaluated = (0, eval)('1'); } catch {}
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }) => { globalThis.worked = data; };
`;

const files: Readonly<Record<string, string>> = {
  'page/index.html':
    '<!doctype html><title>page</title><script>globalThis.inline = true</script><script type="module" src="./assets/page.js"></script>',
  'page/assets/page.js': script,
  // A module of eight bytes that does nothing, compiled; and memory that is shared.
  'page/assets/worker.js': `
    const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
    WebAssembly.compile(bytes).then(() => postMessage(new SharedArrayBuffer(8).byteLength));
  `,
  'runs/evil/run.json': '{}',
  'runs/evil/evil.js': 'globalThis.evil = true;',
  'runs/evil/evil.html': '<!doctype html><title>evil</title><script src="evil.js"></script>',
  'runs/evil/evil.json': '<!doctype html><title>evil</title><script>globalThis.evil = true</script>',
};

describe.runIf(existsSync(chromium))('the viewer’s policy, in Chromium', () => {
  let folder: string;
  let served: ServedViewer;
  let browser: Browser;
  let page: Page;
  /** Another origin, and what has been asked of it. */
  let other: Server;
  let otherAddress: string;
  const asked: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'procrustes-policy-'));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    served = await serveViewer({
      folder: join(folder, 'runs'),
      page: join(folder, 'page'),
      cacheFolder: folder,
      port: 0,
    });
    other = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.end(`<!doctype html><title>other</title><iframe src="${served.address}"></iframe>`);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    otherAddress = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    browser = await browsers.launch({ executablePath: chromium, args: chromiumSwitches });
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    other?.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    page = await browser.newPage();
    asked.length = 0;
  });
  afterEach(() => page.close());

  const tries = (expression: string): Promise<unknown> =>
    page.evaluate(`Promise.resolve().then(() => ${expression}).then(() => 'done', () => 'refused')`);

  it('lets the page run its own code and WebAssembly, in a worker that may share memory', async () => {
    await page.goto(served.address);
    await eventually(() => page.evaluate('globalThis.worked')).toBeTruthy();
    expect(await page.evaluate('[ran, worked, crossOriginIsolated]')).toEqual([true, 8, true]);
    expect(await tries(`fetch('api/index.json')`)).toBe('done');
  });

  it('refuses it all other code, and every other origin', async () => {
    await page.goto(served.address);
    await eventually(() => page.evaluate('globalThis.ran')).toBeTruthy();
    expect(await page.evaluate('globalThis.inline')).toBeUndefined();
    expect(await page.evaluate('globalThis.evaluated')).toBeUndefined();
    expect(await tries(`import('./api/runs/evil/evil.js')`)).toBe('refused');
    expect(await tries(`import('data:text/javascript,1')`)).toBe('refused');
    expect(await tries(`fetch('${otherAddress}')`)).toBe('refused');
    expect(
      await tries(`new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = resolve;
      image.onerror = reject;
      image.src = '${otherAddress}image';
    })`),
    ).toBe('refused');
    expect(asked).toEqual([]);
    expect(await page.evaluate('globalThis.evil')).toBeUndefined();
  });

  it('makes no page of what a run holds', async () => {
    // Not shown at all: the browser would save it.
    await expect(page.goto(`${served.address}api/runs/evil/evil.html`)).rejects.toThrow(
      /Download is starting|ERR_ABORTED/,
    );
    await page.goto(`${served.address}api/runs/evil/evil.json`);
    expect(await page.title()).toBe('');
    expect(await page.evaluate('globalThis.evil')).toBeUndefined();
  });

  it('lets no other origin read it or frame it', async () => {
    await page.goto(otherAddress);
    expect(await tries(`fetch('${otherAddress}again')`)).toBe('done');
    expect(await tries(`fetch('${served.address}api/index.json')`)).toBe('refused');
    // Without reading: as a picture, a script or a style would be fetched.
    expect(await tries(`fetch('${served.address}api/index.json', { mode: 'no-cors' })`)).toBe('refused');
    const [, frame] = page.frames();
    expect(await frame?.evaluate('[globalThis.ran === true, document.title]')).toEqual([
      false,
      expect.not.stringMatching('page'),
    ]);
  });
});
