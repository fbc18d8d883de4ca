import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Ends of the paths of test files that take the longest, the slowest first. Vitest begins with the largest files where it has
 * not run them before, and several of these are a few lines over a long contract: one that began last would run alone.
 */
const slowest = [
  'tests/src/golden-traces.test.ts',
  'tests/src/viewer-training.test.ts',
  'backends/src/backend-contract.test.ts',
  'tests/src/cli.test.ts',
  'tests/src/kills.test.ts',
  'tests/src/reproduce-cli.test.ts',
  'tests/src/long-run.test.ts',
  'tests/src/viewer.test.ts',
  'src/node/setup-tensorflow.test.ts',
  'tests/src/async-reads.test.ts',
  'tests/src/kernel-cli.test.ts',
  'webgpu/webgpu-adapter.browser.test.ts',
  'webgl/webgl-adapter.browser.test.ts',
  'tests/src/golden-traces.browser.test.ts',
  'live/create-live-training.browser.test.ts',
];

function rank({ moduleId }: TestSpecification): number {
  const place = slowest.findIndex((end) => moduleId.endsWith(end));
  return place === -1 ? slowest.length : place;
}

/** Vitest's order, behind the slowest files. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
