import type { Server } from 'node:http';

/** The viewer's address where nothing else has it: the last digits of the paper's number, arXiv 1805.07477. */
export const defaultPort = 7477;

/** So many after the default are tried. */
const alternatives = 20;

/**
 * Starts to listen: on that port or, where none is given, on the default one or the next that is free.
 *
 * @throws where the port is taken, or may not be used
 */
export async function listen(server: Server, host: string, port?: number): Promise<void> {
  if (port !== undefined) return listenOn(server, host, port);
  for (let next = defaultPort; ; next += 1) {
    try {
      return await listenOn(server, host, next);
    } catch (error) {
      const { code } = (error as Error).cause as NodeJS.ErrnoException;
      if (code !== 'EADDRINUSE' || next === defaultPort + alternatives) throw error;
    }
  }
}

function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException) => reject(new Error(explain(cause, host, port), { cause }));
    server.once('error', fail);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

function explain({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `port ${port} of ${host} is in use; take another, or none for the next that is free`;
  if (code === 'EACCES') return `port ${port} of ${host} may not be used by this user; take one from 1024 on`;
  return `cannot listen on port ${port} of ${host}: ${message}`;
}
