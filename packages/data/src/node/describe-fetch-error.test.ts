import { describe, expect, it } from 'vitest';
import { DataFileError } from '../data-file-error.ts';
import { DatasetUnavailableError } from './dataset-unavailable-error.ts';
import { describeFetchError } from './describe-fetch-error.ts';

const failure = (fields: object) => Object.assign(new Error('some\nlines'), fields);

describe('describeFetchError', () => {
  for (const [fields, reason] of [
    [{ code: 'ENOTFOUND' }, 'the host name is not known; is there a network? (ENOTFOUND)'],
    [{ code: 'EAI_AGAIN' }, 'the host name could not be looked up; is there a network? (EAI_AGAIN)'],
    [{ code: 'ENOTCACHED' }, 'npm is set to offline and has no copy in its cache (ENOTCACHED)'],
    [{ code: 'E403', statusCode: 403 }, 'the server answered 403'],
    [{ code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }, 'the request failed (UNABLE_TO_GET_ISSUER_CERT_LOCALLY)'],
  ] as const) {
    it(`says of ${JSON.stringify(fields)}: ${reason}`, () => {
      const error = failure(fields);
      const described = describeFetchError('CIFAR-10', 'here', error) as DatasetUnavailableError;
      expect(described).toBeInstanceOf(DatasetUnavailableError);
      expect(described.message).toBe(`cannot fetch CIFAR-10 from here: ${reason}`);
      expect(described.cause).toBe(error);
    });
  }

  it('takes a wrong checksum for wrong data, and leaves errors of the disk and of the program alone', () => {
    expect(describeFetchError('CIFAR-10', 'here', failure({ code: 'EINTEGRITY' }))).toBeInstanceOf(DataFileError);
    for (const error of [failure({ code: 'ENOSPC' }), failure({}), 'text', undefined]) {
      expect(describeFetchError('CIFAR-10', 'here', error)).toBe(error);
    }
  });
});
