import { connect } from 'node:net';

export interface RawAnswer {
  /** 0 where the connection was closed without an answer. */
  readonly status: number;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Sends bytes as they are, where `fetch` would first make a proper request of them, and reads until the server hangs up. */
export function rawRequest(address: string, request: string | Buffer): Promise<RawAnswer> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const chunks: Buffer[] = [];
    // One that has heard enough hangs up while more is being sent.
    let failure: Error | undefined;
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error) => {
      failure = error;
    });
    socket.on('close', () => {
      const answer = parse(Buffer.concat(chunks).toString('utf8'));
      if (failure !== undefined && answer.status === 0) reject(failure);
      else resolve(answer);
    });
    socket.write(request);
  });
}

/** GET of a target as it is spelt. */
export function rawGet(address: string, target: string, host = new URL(address).host): Promise<RawAnswer> {
  return rawRequest(address, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
}

function parse(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(first)?.[1] ?? 0),
    headers: new Map(headers),
    body: text.slice(end + 4),
  };
}
