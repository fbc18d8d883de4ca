import { spawnSync } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RawAnswer, rawGet, rawRequest } from '../../testing/raw-request.ts';
import { smallPage, TemporaryFolder } from '../../testing/temporary-folder.ts';
import { answer } from './answer.ts';
import { securityHeaders } from './security-headers.ts';
import { type ServedViewer, serveViewer } from './serve-viewer.ts';
import type { Site } from './site.ts';

let folder: TemporaryFolder;
let served: ServedViewer;
beforeAll(async () => {
  folder = await TemporaryFolder.create();
  // A run lies outside too, so that climbing out would find one.
  await folder.write({
    ...smallPage,
    'secret.txt': 'SECRET',
    'run.json': 'SECRET',
    'outside/run.json': 'SECRET',
    'runs/.hidden/run.json': 'SECRET',
    'runs/a/run.json': 'public',
    'runs/a/.key': 'SECRET',
    'runs/a/checkpoints/one.bin': 'public',
  });
  await symlink('../../secret.txt', folder.at('runs/a/secret.txt'));
  await symlink('../..', folder.at('runs/a/up'));
  await symlink('../outside', folder.at('runs/outside'));
  await symlink('.key', folder.at('runs/a/key'));
  await symlink('../secret.txt', folder.at('page/secret.txt'));
  spawnSync('mkfifo', [folder.at('runs/a/pipe')]);
  served = await serveViewer({ page: folder.at('page'), folder: folder.at('runs'), cacheFolder: folder.path, port: 0 });
});
afterAll(async () => {
  await served?.close();
  await folder?.remove();
});

/** Every answer says these, whatever it is about. */
function expectSecured({ headers }: RawAnswer): void {
  for (const [name, value] of Object.entries(securityHeaders)) {
    const found = headers.get(name.toLowerCase());
    if (name === 'Content-Security-Policy') expect(found).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    else expect([name, found]).toEqual([name, value]);
  }
}

describe('a path', () => {
  it.each(['/', '/index.html', '/assets/index-1a2b3c.js', '/api/index.json', '/api/runs/a/', '/api/runs/a/run.json'])(
    'is answered: %s',
    async (target) => {
      const found = await rawGet(served.address, target);
      expect(found.status).toBe(200);
      expectSecured(found);
    },
  );

  const climbing = [
    '../secret.txt',
    '..%2fsecret.txt',
    '%2e%2e/secret.txt',
    '%2E%2e%2Fsecret.txt',
    '.%2e/secret.txt',
    '..%5csecret.txt',
    '..\\secret.txt',
    '%5c..%5c..%5csecret.txt',
    '%252e%252e/secret.txt',
    '%c0%ae%c0%ae/secret.txt',
    '..%00/secret.txt',
    '..;/secret.txt',
    '....//secret.txt',
    './../secret.txt',
  ];
  const targets = [
    ...climbing.map((path) => `/${path}`),
    ...climbing.map((path) => `/assets/../${path}`),
    ...climbing.map((path) => `/api/runs/a/${path}`),
    ...climbing.map((path) => `/api/runs/a/../${path}`),
    ...['/secret.txt', '//secret.txt', '/%00', '/secret.txt%00.js', '/index.html%00', '/%', '/%zz', '/%ff', '*'],
    ...['//etc/hostname', '///etc/hostname', '/%2fetc/hostname', '/%2f%2fetc%2fhostname', '/c:/secret.txt'],
    ...['/.vite/manifest.json', '/%2evite/manifest.json', '/assets/', '/assets', '/api', '/api/', '/api/index.json/'],
    ...['/api/runs', '/api/runs/', '/api/runs/a', '/api/runs/none/', '/api/runs/a/none', '/api/runs/a/checkpoints/'],
    ...['..', '.', '~2e~2e', '~2e~2e~2foutside', 'a~2f~2e~2e~2f~2e~2e~2foutside', '~2fetc', '~2ehidden', 'outside'].map(
      (id) => `/api/runs/${id}/run.json`,
    ),
    ...['.key', '%2ekey', 'key', 'secret.txt', 'up/secret.txt', 'up/run.json', 'pipe'].map(
      (path) => `/api/runs/a/${path}`,
    ),
    ...['/api/images/cifar10.bin', '/api/images/../index.json', '/api/images/'],
  ];
  it.each(targets)('is refused: %s', async (target) => {
    const refused = await rawGet(served.address, target);
    expect([400, 404]).toContain(refused.status);
    expect(refused.body).not.toMatch(/SECRET|manifest/);
    expect(refused.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expectSecured(refused);
  });

  it.each(['secret.txt', 'http://127.0.0.1/index.html', 'http://example.org/', 'https://example.org/index.html'])(
    'is no address or name: %s',
    async (target) => {
      expect((await rawGet(served.address, target)).status).toBe(400);
    },
  );

  it('that is very long is refused, whether it can be looked at or not', async () => {
    const long = await rawGet(served.address, `/${'a'.repeat(10_000)}`);
    expect(long.status).toBe(404);
    expectSecured(long);
    const tooLong = await rawGet(served.address, `/${'a/'.repeat(500_000)}`);
    expect(tooLong.status).toBe(431);
    expectSecured(tooLong);
  });
});

describe('a request', () => {
  const request = (first: string, ...headers: string[]) =>
    rawRequest(served.address, [first, ...headers, 'Connection: close', '', ''].join('\r\n'));
  const host = () => `Host: ${new URL(served.address).host}`;
  const port = () => new URL(served.address).port;

  it.each([
    ['127.0.0.1', () => `127.0.0.1:${port()}`],
    ['localhost', () => `localhost:${port()}`],
    ['LocalHost', () => `LocalHost:${port()}`],
    ['[::1]', () => `[::1]:${port()}`],
  ])('may call the server %s', async (_name, name) => {
    expect((await rawGet(served.address, '/', name())).status).toBe(200);
  });

  it.each([
    ['another name', () => 'example.org'],
    ['another name with the port', () => `example.org:${port()}`],
    ['a name that begins alike', () => `127.0.0.1:${port()}.example.org`],
    ['a name that ends alike', () => `example.org#127.0.0.1:${port()}`],
    ['another port', () => '127.0.0.1:1'],
    ['no port', () => '127.0.0.1'],
    ['every address', () => `0.0.0.0:${port()}`],
    ['nothing', () => ''],
  ])('may not call it %s, for fear of DNS rebinding', async (_what, name) => {
    const refused = await rawGet(served.address, '/api/index.json', name());
    expect(refused.status).toBe(421);
    expect(refused.body).not.toContain('runs');
    expectSecured(refused);
  });

  it('has to call it something, and one thing', async () => {
    expect((await request('GET / HTTP/1.0')).status).toBe(421);
    expect((await request('GET / HTTP/1.1')).status).toBe(400);
    expect((await request('GET / HTTP/1.1', 'Host: example.org', host())).status).not.toBe(200);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])('may not %s', async (method) => {
    const refused = await request(`${method} /api/runs/a/run.json HTTP/1.1`, host(), 'Content-Length: 0');
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expectSecured(refused);
  });

  it('may not use the server as a proxy', async () => {
    expect((await request('CONNECT example.org:443 HTTP/1.1', host())).status).not.toBe(200);
  });

  it('that is no HTTP is refused with the same headers', async () => {
    const refused = await rawRequest(served.address, Buffer.from([0, 255, 13, 10, 13, 10]));
    expect(refused.status).toBe(400);
    expectSecured(refused);
  });

  it('gets no more for what it expects or wants to become', async () => {
    const expecting = await request('GET /index.html HTTP/1.1', host(), 'Expect: 200-maybe');
    expect(expecting.status).toBe(200);
    expectSecured(expecting);
    const upgrading = await request('GET /none HTTP/1.1', host(), 'Upgrade: websocket');
    expect(upgrading.status).toBe(404);
  });

  it('has the headers too where it is answered in part, or with nothing new', async () => {
    const whole = await rawGet(served.address, '/api/runs/a/run.json');
    const target = 'GET /api/runs/a/run.json HTTP/1.1';
    for (const [header, status] of [
      ['Range: bytes=0-1', 206],
      ['Range: bytes=100-', 416],
      [`If-None-Match: ${whole.headers.get('etag')}`, 304],
      ['If-Match: "another"', 412],
    ] as const) {
      const found = await request(target, host(), header);
      expect([header, found.status]).toEqual([header, status]);
      expectSecured(found);
    }
  });
});

describe('a server of its own site', () => {
  let server: Server;
  const errors: unknown[] = [];
  const start = async (images: Site['images']) => {
    const site: Site = {
      page: folder.at('page'),
      runs: async () => null,
      images,
      version: '1.2.3',
      onError: (error) => errors.push(error),
    };
    const hosts = new Set<string>();
    server = createServer((request, response) => answer(request, response, site, hosts));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    hosts.add(`127.0.0.1:${port}`);
    return `http://127.0.0.1:${port}/`;
  };
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });

  it('offers images where there are some', async () => {
    const path = folder.at('data_batch_1.bin');
    await folder.write({ 'data_batch_1.bin': 'x'.repeat(2 * 3073) });
    const address = await start(async () => ({ path, images: 2 }));
    try {
      const index = JSON.parse((await rawGet(address, '/api/index.json')).body) as { images: { url: string } };
      expect(index.images).toEqual({ dataset: 'cifar10', count: 2, url: 'api/images/cifar10.bin' });
      const images = await rawGet(address, `/${index.images.url}`);
      expect([images.status, images.body.length]).toEqual([200, 2 * 3073]);
      expect(images.headers.get('content-type')).toBe('application/octet-stream');
    } finally {
      await stop();
    }
  });

  it('goes on after an error of its own, of which the client learns nothing', async () => {
    const fault = new Error('SECRET fault');
    const address = await start(() => Promise.reject(fault));
    try {
      const failed = await rawGet(address, '/api/index.json');
      expect([failed.status, failed.body]).toEqual([500, '500 Internal Server Error\n']);
      expectSecured(failed);
      expect(errors).toEqual([fault]);
      expect((await rawGet(address, '/')).status).toBe(200);
    } finally {
      await stop();
    }
  });
});
