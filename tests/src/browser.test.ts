import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { chromium } from '../testing/chromium.ts';

// Where Chromium is there, the tests in a page are a project of their own (vitest.config.ts).
const missing = !existsSync(chromium);
const wanted = (process.env.PROCRUSTES_TEST_BACKENDS ?? '').split(',').includes('webgl');

it.skipIf(missing && !wanted)(
  `there is a browser for the contract of webgl${missing ? ` (skipped: no Chromium at ${chromium})` : ''}`,
  () => {
    expect(missing, `no Chromium at ${chromium}; install it, or name one in PROCRUSTES_CHROMIUM`).toBe(false);
  },
);
