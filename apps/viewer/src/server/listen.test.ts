import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { defaultPort, listen } from './listen.ts';

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)))));

async function listening(port?: number): Promise<number> {
  const server = createServer();
  servers.push(server);
  await listen(server, '127.0.0.1', port);
  return (server.address() as AddressInfo).port;
}

describe('listen', () => {
  it('takes the default port or, where that is taken, the next that is free', async () => {
    const first = await listening();
    const second = await listening();
    expect(first).toBeGreaterThanOrEqual(defaultPort);
    expect(second).not.toBe(first);
    expect(second).toBeGreaterThan(defaultPort);
  });

  it('takes the port that it is told and no other', async () => {
    const taken = await listening(0);
    await expect(listening(taken)).rejects.toThrow(
      `port ${taken} of 127.0.0.1 is in use; take another, or none for the next that is free`,
    );
  });

  it('says what else is wrong', async () => {
    await expect(listen(createServer(), '192.0.2.1', 0)).rejects.toThrow(/^cannot listen on port 0 of 192\.0\.2\.1: /);
  });
});
