import { DataFileError } from '../data-file-error.ts';
import { DatasetUnavailableError } from './dataset-unavailable-error.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name is not known; is there a network?',
  EAI_AGAIN: 'the host name could not be looked up; is there a network?',
  ENETUNREACH: 'the network cannot be reached',
  ENETDOWN: 'the network is down',
  EHOSTUNREACH: 'the host cannot be reached',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection broke off',
  EPIPE: 'the connection broke off',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection broke off',
  ETIMEDOUT: 'no answer in time',
  ERR_SOCKET_TIMEOUT: 'no answer in time',
  ECONNECTIONTIMEOUT: 'no answer in time',
  EIDLETIMEOUT: 'no answer in time',
  ERESPONSETIMEOUT: 'no answer in time',
  ETRANSFERTIMEOUT: 'the transfer took too long',
  ENOTCACHED: 'npm is set to offline and has no copy in its cache',
  ETARGET: 'there is no such version',
};

/**
 * The error of a failed fetch: unavailable if it lies with the network or the host, wrong data if what came is not what is pinned,
 * else `error` as it is.
 */
export function describeFetchError(title: string, origin: string, error: unknown): unknown {
  const { code, statusCode, name, type, expected, found } = detailsOf(error);
  if (code === 'EINTEGRITY') {
    return new DataFileError(origin, `wrong checksum: expected ${expected}, found ${found}; nothing was kept`);
  }
  const reason =
    statusCode !== undefined
      ? `the server answered ${statusCode}${statusCode === 404 ? ' (not found)' : ''}`
      : code !== undefined && code in reasons
        ? `${reasons[code]} (${code})`
        : name === 'FetchError' || type === 'system' || isCertificateCode(code)
          ? `the request failed${code === undefined ? '' : ` (${code})`}`
          : undefined;
  if (reason === undefined) return error;
  return new DatasetUnavailableError(`cannot fetch ${title} from ${origin}: ${reason}`, { cause: error });
}

interface ErrorDetails {
  readonly code?: string;
  readonly statusCode?: number;
  readonly name?: string;
  readonly type?: string;
  readonly expected?: unknown;
  readonly found?: unknown;
}

function detailsOf(error: unknown): ErrorDetails {
  return typeof error === 'object' && error !== null ? (error as ErrorDetails) : {};
}

function isCertificateCode(code: string | undefined): boolean {
  return code !== undefined && /CERT|^ERR_TLS|^EPROTO$|^ERR_SSL/.test(code);
}
