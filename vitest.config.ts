import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { SlowFirst } from './tests/slow-first.ts';
import { chromium, chromiumSwitches } from './tests/testing/chromium.ts';

// Tests read the packages' sources, so a change shows without a build; the built files have their own smoke test.
const conditions = ['@procrustes/source'];

const shared = {
  setupFiles: ['./packages/testing/src/setup.ts'],
  // Far above what the slowest take, which is a trace on a GPU that is played on a CPU.
  testTimeout: 900_000,
  hookTimeout: 900_000,
  // What is waited for comes late where other work has the processor: that it comes is what is asserted.
  expect: { poll: { timeout: 120_000 } },
  // Every processor, where there are few; Vitest would leave one out, which is half of two. Both projects have the same number,
  // so that they run beside each other.
  maxWorkers: Math.min(availableParallelism(), 8),
};

const inNode: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    ...shared,
    name: 'node',
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.{ts,tsx}', 'tests/src/**/*.test.ts'],
    exclude: ['**/*.browser.test.{ts,tsx}'],
  },
};

const inPage = [
  'packages/*/src/**/*.browser.test.ts',
  'apps/*/src/**/*.browser.test.{ts,tsx}',
  'tests/src/**/*.browser.test.ts',
];

/** What only a page has, in a real one: its backends, and the viewer. */
const inBrowser: TestProjectInlineConfiguration = {
  extends: true,
  optimizeDeps: { entries: inPage },
  test: {
    ...shared,
    name: 'browser',
    include: inPage,
    // WebGPU is tested in a page too where that has it; which it need not.
    env: { PROCRUSTES_TEST_BACKENDS: 'webgl', PROCRUSTES_LONG_TESTS: process.env.PROCRUSTES_LONG_TESTS ?? '' },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath: chromium, args: chromiumSwitches } }),
      instances: [{ browser: 'chromium' }],
    },
  },
};

export default defineConfig({
  resolve: { conditions },
  // The viewer's, whose tests may hold components.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  ssr: { resolve: { conditions } },
  test: {
    sequence: { sequencer: SlowFirst },
    reporters: ['default', './tests/closing-line.ts'],
    projects: existsSync(chromium) ? [inNode, inBrowser] : [inNode],
  },
});
