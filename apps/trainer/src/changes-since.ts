import type { PreparedBackend } from '@procrustes/backends';
import type { RunDescription } from '@procrustes/runs';
import { ownVersions } from './run-description.ts';

/** What is not as it was when a run began, in words: a resumed run repeats bit for bit only where nothing is. */
export function changesSince(
  { backend: then, versions }: RunDescription,
  now: Pick<PreparedBackend, 'device' | 'precision' | 'threads'>,
): string[] {
  const pairs: [what: string, then: unknown, now: unknown][] = [
    ['device', then.device, now.device],
    ['precision', then.precision, now.precision],
    ['number of threads', then.threads, now.threads],
    ...Object.entries(ownVersions()).map(([name, version]): [string, unknown, unknown] => [
      `version of ${name}`,
      versions[name],
      version,
    ]),
  ];
  return pairs
    .filter(([, before, after]) => before !== undefined && before !== after)
    .map(([what, before, after]) => `the ${what} was ${before} when the run began and is ${after} now`);
}
