import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, Workplace } from '../testing/run-cli.ts';

let workplace: Workplace;

beforeAll(async () => {
  workplace = await Workplace.create();
});

afterAll(() => workplace.remove());

const trace = fileURLToPath(new URL('../fixtures/golden/plain_n1.safetensors', import.meta.url));

describe('a backend that was asked for and is not there', () => {
  it.each([
    ['verify', trace],
    ['train', '--model', 'plain', '--blocks', '1', '--dataset', 'synthetic', '--steps', '1', '--out', 'run'],
  ])('%s: exit 1, the reason and the remedy in two lines', async (...command) => {
    const { code, stdout, stderr } = await workplace.run([...command, '--backend', 'webgl']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(lines(stderr)).toEqual([
      "error: the backend 'webgl' is not available: it runs in a browser only",
      'take another with --backend',
    ]);
  });

  it('`backends` lists it, with both', async () => {
    const { code, stdout } = await workplace.run(['backends', '--json']);
    expect(code).toBe(0);
    const { chosen, backends } = JSON.parse(stdout) as { chosen: string; backends: { name: string }[] };
    expect(backends.find(({ name }) => name === 'webgl')).toMatchObject({
      available: false,
      reason: 'it runs in a browser only',
      remedy: 'take another with --backend',
      device: null,
      precision: null,
      threads: null,
    });
    expect(chosen).not.toBe('webgl');
  });
});
