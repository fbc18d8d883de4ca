import { mkdir, readFile, symlink } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lines, type Running, Workplace } from '../testing/run-cli.ts';

// `procrustes view` of the built command line, and the built page, as a user starts them.

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
  const train = ['train', '--model', 'procresnet', '--dataset', 'synthetic', '--blocks', '1', '--batch-size', '2'];
  const { code, stderr } = await workplace.run([
    ...train,
    '--validation-images',
    '6',
    '--steps',
    '2',
    '--out',
    'runs/tiny',
  ]);
  expect(code, stderr).toBe(0);
});
afterAll(() => workplace?.remove());

const started: Running[] = [];
afterEach(async () => {
  for (const { process } of started) process.kill('SIGKILL');
  await Promise.all(started.splice(0).map(({ outcome }) => outcome));
});

/** Starts to view, and waits until it has said where. */
async function view(commandLine: readonly string[], cwd?: string): Promise<Running & { readonly said: string }> {
  const running = workplace.start(['view', ...commandLine], {}, cwd);
  started.push(running);
  const said = await new Promise<string>((resolve, reject) => {
    running.process.stdout?.once('data', (text: string) => resolve(text));
    running.outcome.then(({ stderr }) => reject(new Error(`it has ended: ${stderr}`)));
  });
  return { ...running, said };
}

const text = async (url: string): Promise<string> => {
  const answer = await fetch(url);
  expect([url, answer.status]).toEqual([url, 200]);
  return answer.text();
};

describe('view', () => {
  it('prints the address of the built page, and serves it with the runs of a folder', async () => {
    const { said } = await view(['runs', '--port', '0']);
    expect(said).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
    const address = said.trim();
    const page = await text(address);
    const scripts = [...page.matchAll(/<script [^>]*src="\.\/([^"]+)"/g)].map(([, file]) => file);
    expect(scripts).toHaveLength(1);
    const script = await fetch(`${address}${scripts[0]}`);
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect((await script.text()).length).toBeGreaterThan(1000);

    const { folder, runs } = JSON.parse(await text(`${address}api/index.json`)) as { folder: string; runs: unknown[] };
    expect(folder).toBe('runs');
    expect(runs).toEqual([{ id: 'tiny', name: 'tiny', path: 'tiny' }]);
    for (const file of ['run.json', 'norms.jsonl', 'metrics.jsonl']) {
      expect(await text(`${address}api/runs/tiny/${file}`)).toBe(await workplace.text('runs', 'tiny', file));
    }
    const { files } = JSON.parse(await text(`${address}api/runs/tiny/`)) as { files: string[] };
    const checkpoint = 'checkpoints/step-00000002.safetensors';
    expect(files).toContain(checkpoint);
    const bytes = await (await fetch(`${address}api/runs/tiny/${checkpoint}`)).arrayBuffer();
    expect(Buffer.from(bytes).equals(await readFile(workplace.path('runs', 'tiny', checkpoint)))).toBe(true);
  });

  it('takes the folder runs where none is given, as soon as there is one; JSON on request', async () => {
    const here = await view(['--json', '--port', '0']);
    expect(JSON.parse(here.said)).toEqual({
      address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
      folder: workplace.path('runs'),
    });
    await mkdir(workplace.path('elsewhere'));
    const elsewhere = await view(['--json', '--port', '0'], workplace.path('elsewhere'));
    const { address, folder } = JSON.parse(elsewhere.said) as { address: string; folder: null };
    expect(folder).toBeNull();
    expect(JSON.parse(await text(`${address}api/index.json`))).toMatchObject({ folder: null, runs: [] });
    await mkdir(workplace.path('elsewhere/runs'));
    expect(JSON.parse(await text(`${address}api/index.json`))).toMatchObject({ folder: 'runs', runs: [] });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends at once at %s, as one that did what it should', async (signal) => {
    const { process, outcome, said } = await view(['--port', '0']);
    // Over a connection that the client would keep.
    await text(said.trim());
    process.kill(signal);
    const { code, stdout, stderr } = await outcome;
    expect([code, stdout]).toEqual([0, said]);
    expect(lines(stderr)).toEqual([`runs: ${workplace.path('runs')}; Ctrl-C stops`]);
    await expect(fetch(said.trim())).rejects.toThrow();
  });

  it('takes the next port where the usual one is in use, and none but the one that it is told', async () => {
    const [first, second] = [await view([]), await view([])];
    expect(second.said).not.toBe(first.said);
    const { port } = new URL(first.said);
    const { code, stdout, stderr } = await workplace.run(['view', '--port', port]);
    expect([code, stdout]).toEqual([1, '']);
    expect(lines(stderr)).toEqual([
      `error: port ${port} of 127.0.0.1 is in use; take another, or none for the next that is free`,
    ]);
  });

  it.each([
    ['is not there', 'none', 'error: none: does not exist; give a folder of runs, or a run'],
    ['is a file', 'runs/tiny/run.json', 'error: runs/tiny/run.json: is a file; give a folder of runs, or a run'],
  ])('fails over a folder that %s', async (_what, folder, message) => {
    const { code, stdout, stderr } = await workplace.run(['view', folder]);
    expect([code, stdout, lines(stderr)]).toEqual([1, '', [message]]);
  });

  it('serves nothing beside its folder', async () => {
    await symlink(workplace.path('runs', 'tiny'), workplace.path('elsewhere', 'tiny'));
    const { said } = await view(['elsewhere', '--port', '0']);
    const { runs } = JSON.parse(await text(`${said.trim()}api/index.json`)) as { runs: unknown[] };
    expect(runs).toEqual([]);
    expect((await fetch(`${said.trim()}api/runs/tiny/run.json`)).status).toBe(404);
  });
});
