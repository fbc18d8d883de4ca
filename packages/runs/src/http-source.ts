import { readStream } from './read-stream.ts';
import { RunError } from './run-error.ts';
import { checkRange, pathParts, type RunSource } from './run-source.ts';

/**
 * A run that a server offers below an address that ends in `/`: the address itself answers `{ "files": [paths] }`, one of these paths after
 * it the file, with ranges (RFC 9110).
 */
export class HttpSource implements RunSource {
  readonly name: string;
  readonly #address: URL;

  /**
   * @throws TypeError for an address that is not absolute
   * @throws RunError for one that does not end in `/`
   */
  constructor(name: string, address: string | URL) {
    this.name = name;
    this.#address = new URL(address);
    if (!this.#address.pathname.endsWith('/'))
      throw new RunError(`expected the address of a run, which ends in "/", found ${this.#address.pathname}`);
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    const response = await this.#ask(path);
    return response && this.#bytes(path, response);
  }

  async size(path: string): Promise<number | undefined> {
    const response = await this.#ask(path, { method: 'HEAD' });
    if (response === undefined) return undefined;
    // It has none, but a browser takes an answer whose body nobody reads for a request that was broken off.
    await this.#bytes(path, response);
    const length = response.headers.get('content-length') ?? '';
    if (!/^\d{1,15}$/.test(length))
      throw new RunError(`${this.name}/${path}: the server does not tell how long the file is`);
    return Number(length);
  }

  async readRange(path: string, start: number, end: number, room?: ArrayBuffer): Promise<Uint8Array | undefined> {
    checkRange(start, end);
    if (start === end) return (await this.size(path)) === undefined ? undefined : new Uint8Array(0);
    const response = await this.#ask(path, { headers: { Range: `bytes=${start}-${end - 1}` } });
    if (response === undefined) return undefined;
    // The file ends before `start`.
    if (response.status === 416) return new Uint8Array(0);
    // A server may send less or more than it was asked for.
    const bytes = await this.#bytes(path, response, ({ body }) =>
      response.status !== 206 ||
      body === null ||
      room === undefined ||
      end - start < worthRoom ||
      room.byteLength < end - start
        ? undefined
        : readStream(body, end - start, room),
    );
    // A server may answer with the whole file instead.
    return response.status === 206 ? bytes.subarray(0, end - start) : bytes.slice(start, end);
  }

  async list(folder: string): Promise<string[]> {
    const prefix = folder === '' ? '' : `${pathParts(folder).join('/')}/`;
    const response = await this.#request(this.#address, {});
    if (response.status === 404) return [];
    const value: unknown = await this.#successful(response, 'the list of its files')
      .json()
      .catch(() => null);
    const files = (value as { readonly files?: unknown } | null)?.files;
    if (!Array.isArray(files)) throw new RunError(`${this.name}: the server does not tell which files it has`);
    return files
      .filter((path) => typeof path === 'string' && path.startsWith(prefix))
      .map((path: string) => path.slice(prefix.length))
      .filter((name) => name !== '' && !name.includes('/') && !name.startsWith('.'))
      .sort();
  }

  /** Undefined where there is no such file. */
  async #ask(path: string, request: RequestInit = {}): Promise<Response | undefined> {
    const place = pathParts(path).map(encodeURIComponent).join('/');
    const response = await this.#request(new URL(place, this.#address), request);
    if (response.status === 404) return undefined;
    return response.status === 416 ? response : this.#successful(response, path);
  }

  async #request(address: URL, request: RequestInit): Promise<Response> {
    try {
      // A file that grows is another file each time.
      return await fetch(address, { ...request, cache: 'no-store' });
    } catch (cause) {
      throw new RunError(`${this.name}: the server does not answer: is it still running?`, { cause });
    }
  }

  async #bytes(
    path: string,
    response: Response,
    readInto: (response: Response) => Promise<Uint8Array> | undefined = () => undefined,
  ): Promise<Uint8Array> {
    try {
      return (await readInto(response)) ?? new Uint8Array(await response.arrayBuffer());
    } catch (cause) {
      throw new RunError(`${this.name}/${path}: the server broke off: is it still running?`, { cause });
    }
  }

  #successful(response: Response, what: string): Response {
    if (response.ok) return response;
    throw new RunError(`${this.name}: the server refuses ${what}: ${response.status} ${response.statusText}`);
  }
}

/**
 * 4 MiB: of less, new memory costs too little to show, and Chromium may note a request as broken off whose answer was read into given memory,
 * though all of it has come.
 */
const worthRoom = 2 ** 22;
