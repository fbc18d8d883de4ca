import { existsSync } from 'node:fs';
import { chromium } from './chromium.ts';

/** Whether the built viewer is driven end to end. */
export const viewerTests = existsSync(chromium) && process.env.PROCRUSTES_LONG_TESTS === '1';

/** Why not, for the names of tests. */
export const viewerTestsRemark = viewerTests
  ? ''
  : ' (skipped: it takes minutes in Chromium; set PROCRUSTES_LONG_TESTS=1 to run it)';
