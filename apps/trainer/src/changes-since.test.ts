import type { RunDescription } from '@procrustes/runs';
import { exampleDescription } from '@procrustes/runs/testing';
import { describe, expect, it } from 'vitest';
import { changesSince } from './changes-since.ts';
import { ownVersions } from './run-description.ts';

const backend = { name: 'wasm', device: 'CPU', precision: 'float32', threads: 1 } as const;
const begun: RunDescription = { ...exampleDescription, backend, versions: ownVersions() };

describe('changesSince', () => {
  it('is empty where nothing has changed', () => {
    expect(changesSince(begun, backend)).toEqual([]);
  });

  it('names what has, and both sides', () => {
    const versions = { ...begun.versions, node: '20.0.0' };
    expect(changesSince({ ...begun, versions }, { ...backend, threads: 4 })).toEqual([
      'the number of threads was 1 when the run began and is 4 now',
      `the version of node was 20.0.0 when the run began and is ${process.versions.node} now`,
    ]);
  });
});
