import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { RunDescription } from '@procrustes/runs';
import { describeRun as describe, type RunChoices } from '@procrustes/training';

/** What the command line settles about a run, with the versions of this process. */
export function describeRun(choices: Omit<RunChoices, 'versions'>): RunDescription {
  return describe({ ...choices, versions: ownVersions() });
}

/** Of everything whose change could change a number. */
export function ownVersions(): Record<string, string> {
  return {
    procrustes: ownVersion(),
    '@tensorflow/tfjs-core': versionOf('@tensorflow/tfjs-core'),
    node: process.versions.node,
  };
}

function ownVersion(): string {
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;
}

function versionOf(name: string): string {
  const require = createRequire(import.meta.url);
  return (require(`${name}/package.json`) as { version: string }).version;
}
