import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

let out = '';
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'procrustes-reference-'));
});
afterAll(() => rm(out, { recursive: true, force: true }));

/** Generates the reference as `pnpm reference` does; of some packages, or of all. */
function generate(...packages: readonly string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const arguments_ = ['docs/reference/generate.mjs', '--out', out, ...packages];
    execFile(
      process.execPath,
      arguments_,
      { cwd: root, env: { ...process.env, NO_COLOR: '1' } },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr });
      },
    );
  });
}

describe('the API reference', () => {
  it('is generated from all packages without a warning: exports documented, links that lead somewhere', async () => {
    const { code, said } = await generate();
    expect([code, said.trim()]).toEqual([0, out]);
    const pages = await readdir(join(out, 'modules'));
    for (const entry of ['projection', 'training', 'data_node', 'ops_gradients', 'tfjs-layers', 'viewer_server']) {
      expect(pages).toContain(`_procrustes_${entry}.html`);
    }
    expect(pages.filter((page) => page.includes('testing'))).toEqual([]);
    // A link from one package's comment leads to another package's page.
    const page = await readFile(join(out, 'interfaces', '_procrustes_charts.BlockCurvesOptions.html'), 'utf8');
    expect(page).toContain('functions/_procrustes_probes.identityBound.html');
  });

  it('fails on an export without a comment, a link to nothing, and a parameter that is not there', async () => {
    const { code, said } = await generate('tests/fixtures/reference/faulty');
    expect(code).toBe(1);
    expect(said).toContain(
      'undocumented (CallSignature), defined in faulty/src/index.ts, does not have any documentation',
    );
    expect(said).toContain('Failed to resolve link to "nowhere" in comment for linked');
    expect(said).toContain('The signature double has an @param with name "other"');
    expect(said).not.toContain('Whole');
  });
});
