import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server on 127.0.0.1 with the contents of `pages`, which may change while it runs. */
export class LocalServer {
  readonly pages = new Map<string, Uint8Array>();
  requests = 0;
  /** Answers after this many bytes break off or, with `stall`, never go on. */
  cutAfter: number | undefined;
  stall = false;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<LocalServer> {
    const server = createServer((request, response) => started.#answer(request.url ?? '', response));
    const started = new LocalServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many clients are connected. */
  connections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
    });
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #answer(path: string, response: ServerResponse): void {
    this.requests += 1;
    const page = this.pages.get(path);
    if (page === undefined) {
      response.writeHead(404).end('{}');
      return;
    }
    const cut = this.cutAfter;
    response.writeHead(200, { 'content-length': page.length, 'content-type': 'application/octet-stream' });
    if (cut === undefined || page.length <= cut) response.end(page);
    else response.write(page.subarray(0, cut), () => this.stall || setTimeout(() => response.destroy(), 20));
  }
}
