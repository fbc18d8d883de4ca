import { defineConfig } from 'vitest/config';

// Tests read the packages' sources, so a change shows without a build; the built files have their own smoke test.
const conditions = ['@procrustes/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tests/src/**/*.test.ts'],
    setupFiles: ['./packages/testing/src/setup.ts'],
    reporters: ['default', './tests/closing-line.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
