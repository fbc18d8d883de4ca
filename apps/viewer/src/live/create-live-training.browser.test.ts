import { prepareBackend } from '@procrustes/backends';
import { runImages, syntheticImages, trainingSetSizes } from '@procrustes/data';
import { sessionOfRun, type TrainingEvent, traceLimits, trainStep } from '@procrustes/training';
import { afterEach, describe, expect, it } from 'vitest';
import type { ViewedRun } from '../viewed-run.ts';
import { createLiveTraining } from './create-live-training.ts';
import { defaultSettings, type LiveSettings } from './live-settings.ts';
import type { LiveTraining } from './live-training.ts';
import type { Observation } from './testing/observed.worker.ts';

/** Small enough for a GPU that is played on a CPU. */
const settings: LiveSettings = { ...defaultSettings, family: 'procresnet', beside: null, batchSize: 2, seed: 7 };

/** Live training whose worker a test can look into. */
class Page {
  readonly #workers: Worker[] = [];
  readonly live: LiveTraining;

  /** Done to each new worker before anything else. */
  act: Observation['observe'] | undefined;

  constructor(act?: Observation['observe']) {
    this.act = act;
    this.live = createLiveTraining(() => {
      const worker = new Worker(new URL('./testing/observed.worker.ts', import.meta.url), { type: 'module' });
      this.#workers.push(worker);
      if (this.act !== undefined) void this.observe(this.act);
      return worker;
    });
  }

  get workers(): number {
    return this.#workers.length;
  }

  observe(what: Observation['observe']): Promise<number> {
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
      this.#workers.at(-1)?.postMessage({ observe: what, port: port2 } satisfies Observation, [port2]);
    });
  }
}

const opened: LiveTraining[] = [];

function page(act?: Observation['observe']): Page {
  const opening = new Page(act);
  opened.push(opening.live);
  return opening;
}

afterEach(() => {
  for (const live of opened.splice(0)) live.reset();
});

/** Waits until something holds; fails where training does, which would not let it. */
function until({ status, message, runs }: LiveTraining, holds: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const stops: (() => void)[] = [];
    const look = () => {
      if (!holds() && status.value !== 'failed') return;
      for (const stop of stops) stop();
      if (holds()) resolve();
      else reject(new Error(message.value));
    };
    for (const seen of [status, runs]) stops.push(seen.subscribe(look));
    look();
  });
}

const stepsOf = (live: LiveTraining, net = 0) => live.runs.value[net]?.metrics.map(({ step }) => step) ?? [];
const counted = (steps: number) => Array.from({ length: steps }, (_, index) => index + 1);

/** What a run recorded of its first steps, but for the clock. */
function recorded({ metrics, norms }: ViewedRun, steps: number) {
  return {
    losses: metrics.slice(0, steps).map(({ loss, accuracy, epoch }) => [loss, accuracy, epoch]),
    gradient: [...norms.gradient.subarray(0, steps * norms.sites.length)],
    activation: [...(norms.activation?.subarray(0, steps * norms.sites.length) ?? [])],
  };
}

async function pause(live: LiveTraining): Promise<void> {
  live.pause();
  await until(live, () => live.status.value === 'paused');
}

describe('live training on webgl', () => {
  it('runs, pauses, steps, goes on and is reset; all that the steps record arrives, and no tensor is left behind', async () => {
    const opening = page();
    const { live } = opening;
    expect([live.status.value, opening.workers]).toEqual(['idle', 0]);
    await live.start(settings);
    expect([live.status.value, live.message.value]).toEqual(['running', 'training procresnet-13']);
    expect(live.device.value).toMatchObject({ name: 'webgl', precision: 'float32', processor: 'software rasteriser' });
    await until(live, () => stepsOf(live).length >= 5);
    await pause(live);
    const paused = stepsOf(live).length;
    expect(stepsOf(live)).toEqual(counted(paused));
    const tensors = await opening.observe('tensors');

    await live.step(settings);
    expect([live.status.value, live.message.value]).toEqual(['paused', `paused after step ${paused + 1}`]);
    expect(stepsOf(live)).toEqual(counted(paused + 1));

    live.resume();
    await until(live, () => stepsOf(live).length >= 20);
    await pause(live);
    expect(await opening.observe('tensors')).toBe(tensors);
    const [run] = live.runs.value as [ViewedRun];
    const { norms, projections, description } = run;
    expect(norms.sites).toEqual(['conv1', 'layer1.0', 'trans_conv1', 'layer2.0', 'trans_conv2', 'layer3.0']);
    expect([norms.steps, stepsOf(live)]).toEqual([counted(norms.steps.length), norms.steps]);
    expect(norms.gradient).toHaveLength(norms.steps.length * norms.sites.length);
    expect([...norms.gradient, ...(norms.activation ?? [0])].every((norm) => norm > 0)).toBe(true);
    const projected = projections.flatMap(({ receipts }) => receipts.map(({ parameter }) => parameter));
    expect(new Set(projected)).toEqual(new Set(['conv1.weight', 'trans_conv1.weight', 'trans_conv2.weight']));
    expect(description).toMatchObject({ data: { synthetic: true }, batchSize: 2, seed: 7 });

    const kernels = await live.kernels(run.id, 'layer1.0');
    expect(kernels.map(({ name, shape, values }) => [name, shape, values.length])).toEqual([
      ['layer1.0.conv1.weight', [1, 1, 64, 16], 1024],
      ['layer1.0.conv2.weight', [3, 3, 16, 16], 2304],
      ['layer1.0.conv3.weight', [1, 1, 16, 64], 1024],
    ]);
    await expect(live.kernels(run.id, 'layer9')).rejects.toThrow("procresnet-13 has no block that ends at 'layer9'");

    live.reset();
    expect([live.status.value, live.runs.value, live.message.value]).toEqual(['idle', [], '']);
    await expect(live.kernels(run.id, 'layer1.0')).rejects.toThrow('while it is in training here');
  });

  it('trains two nets in turns as sessions of their own would be trained, and probes their checkpoints', async () => {
    const { live } = page();
    const both = { ...settings, beside: 'resnet' } as const;
    await live.step(both);
    await live.step(both);
    expect(live.runs.value.map(({ name }) => name)).toEqual(['procresnet-13', 'resnet-11']);
    expect([stepsOf(live, 0), stepsOf(live, 1)]).toEqual([counted(2), counted(2)]);

    await prepareBackend('webgl');
    const all = syntheticImages({ images: trainingSetSizes.synthetic, seed: 7 });
    const images = await runImages(all, { validationImages: 400, seed: 7 });
    for (const run of live.runs.value) {
      const { description } = run;
      expect(description.data.digest).toBe(images.digest);
      const session = sessionOfRun(description, images.training);
      const events: TrainingEvent[] = [];
      while (session.step < 2) for await (const event of trainStep(session, description)) events.push(event);
      const bytes = await session.checkpoint();
      session.dispose();
      // The same arithmetic on the same device: not a bit may differ.
      const metrics = events.flatMap((event) => (event.type === 'step' ? event.metrics : []));
      const norms = events.flatMap((event) => (event.type === 'norms' ? event.norms : []));
      expect(recorded(run, 2)).toEqual({
        losses: metrics.map(({ loss, accuracy, epoch }) => [loss, accuracy, epoch]),
        gradient: norms.flatMap(({ gradient }) => gradient),
        activation: norms.flatMap(({ activation }) => activation),
      });

      const probed = await live.probeCheckpoint(description, bytes, 'step-2.safetensors');
      expect(probed).toMatchObject({ images: 2, norms: { step: 2, sites: run.norms.sites, kinds: run.norms.kinds } });
      expect(probed.norms.gradient.every((norm) => norm > 0)).toBe(true);
      const cut = live.probeCheckpoint(description, bytes.subarray(9), 'cut.safetensors');
      await expect(cut).rejects.toThrow('cut.safetensors');
    }
    expect([live.status.value, stepsOf(live)]).toEqual(['paused', counted(2)]);
  });

  it('loses its context, keeps what it recorded, and goes on from the last checkpoint as if nothing had happened', async () => {
    const opening = page();
    const { live } = opening;
    await live.step(settings);
    const { id } = live.runs.value[0] as ViewedRun;
    // The answer comes behind the checkpoint of the pause.
    await live.kernels(id, 'conv1');
    live.resume();
    await until(live, () => stepsOf(live).length >= 3);
    await opening.observe('lose context');
    await until(live, () => live.status.value === 'lost');
    const before = live.runs.value[0] as ViewedRun;
    const steps = before.metrics.length;
    expect(steps).toBeGreaterThanOrEqual(3);
    expect(live.message.value).toMatch(
      /^the device of the backend 'webgl' was lost .*What was recorded stays; resume goes on from step 1$/,
    );

    // A GPU that is not back yet: it can be tried again.
    opening.act = 'no WebGL 2';
    live.resume();
    await until(live, () => live.status.value === 'lost');
    expect(live.message.value).toMatch(/no WebGL 2.*What was recorded stays; resume tries again from step 1$/);
    expect(stepsOf(live)).toEqual([1]);

    opening.act = undefined;
    live.resume();
    await until(live, () => live.status.value === 'running' && stepsOf(live).length >= steps);
    await pause(live);
    const [after] = live.runs.value as [ViewedRun];
    expect([after.id, after.description]).toEqual([id, before.description]);
    expect(after.norms.steps).toEqual(counted(after.metrics.length));
    expect(recorded(after, steps)).toEqual(recorded(before, steps));
  });

  it('stops with the reason where training diverges, and keeps the records', async () => {
    const { live } = page();
    await live.start({ ...settings, family: 'plain', learningRate: 1e12 });
    await until(live, () => live.status.value !== 'running').catch(() => {});
    expect(live.status.value).toBe('failed');
    expect(live.message.value).toMatch(/^the loss is NaN at step \d: .*lower the learning rate/);
    expect(stepsOf(live).length).toBeGreaterThan(0);
  });
});

describe('what live training cannot begin with', () => {
  const refused = async (live: LiveTraining, change: Partial<LiveSettings>) => {
    await live.start({ ...settings, ...change });
    expect([live.status.value, live.runs.value]).toEqual(['failed', []]);
    return live.message.value;
  };

  it('is told: blocks, batch size, images', async () => {
    const { live } = page();
    expect(await refused(live, { blocks: 0 })).toBe(
      'the blocks per stage of procresnet are a whole number from 1 to 11110, got 0',
    );
    expect(await refused(live, { batchSize: 4000 })).toBe(
      'batch size 4000 does not fit 3600 images: give a whole number from 1 to 3600',
    );
    expect(await refused(live, { data: 'files' })).toBe(
      'no files were picked yet; pick some in the CIFAR-10 binary format',
    );
    // The server of the tests has none, and may answer with a page.
    expect(await refused(live, { data: 'cifar10' })).toMatch(/no CIFAR-10 images|cifar10\.bin: expected/);
  });

  it('is told: a browser without OffscreenCanvas, WebGL 2 or 32-bit float textures', async () => {
    expect(await refused(page('no OffscreenCanvas').live, {})).toBe(
      "the backend 'webgl' is not available: this browser has no OffscreenCanvas, which WebGL in a worker needs; use a newer browser",
    );
    expect(await refused(page('no WebGL 2').live, {})).toBe(
      "the backend 'webgl' is not available: this browser has no WebGL 2; turn on graphics acceleration in its settings, or take wasm",
    );
    const half = page('no float32 textures').live;
    expect(await refused(half, {})).toMatch(
      /^the backend 'webgl' computes in float16 here .* too few digits for training; use a device or browser with 32-bit/,
    );
    expect(half.device.value?.precision).toBe('float16');
  });

  it('trains on files in the CIFAR-10 binary format, and refuses others', async () => {
    const { live } = page();
    const bytes = new Uint8Array(20 * 3073).map((_, index) => (index % 3073 === 0 ? (index / 3073) % 10 : index % 251));
    await live.useFiles([new File([bytes], 'mine.bin')]);
    await expect(live.useFiles([new File([bytes.subarray(1)], 'short.bin')])).rejects.toThrow(
      'short.bin: expected 61460 bytes (whole CIFAR-10 records of 3073), found 61459',
    );
    await live.step({ ...settings, family: 'plain', data: 'files' });
    expect(live.message.value).toBe('paused after step 1');
    expect(live.runs.value[0]?.description.data).toMatchObject({
      dataset: 'cifar10',
      synthetic: false,
      origin: 'files: mine.bin',
      trainImages: 18,
      validationImages: 2,
    });
  });

  it('is told: a worker that does not load', async () => {
    const code = URL.createObjectURL(new Blob(["throw new Error('broken')"]));
    const live = createLiveTraining(() => new Worker(code));
    expect(await refused(live, {})).toMatch(/^the worker that trains failed: .*broken; load the page again$/);
    await expect(live.verifyTrace(new Uint8Array(1), 'a')).rejects.toThrow('the worker that trains failed');
    URL.revokeObjectURL(code);
  });

  it('leaves off while it prepares', async () => {
    const { live } = page();
    const starting = live.start(settings);
    live.reset();
    await starting;
    expect([live.status.value, live.runs.value]).toEqual(['idle', []]);
  });
});

describe('the page’s GPU', () => {
  it('verifies a recorded trace, and refuses what is none', async () => {
    const { live } = page();
    const golden = new URL('../../../../tests/fixtures/golden/plain_n1.safetensors', import.meta.url);
    const bytes = new Uint8Array(await (await fetch(golden)).arrayBuffer());
    const { pass, errors } = await live.verifyTrace(bytes, 'plain_n1.safetensors');
    expect(pass).toBe(true);
    expect(errors.loss).toBeLessThan(traceLimits.loss);
    await expect(live.verifyTrace(bytes.subarray(0, 100), 'cut.safetensors')).rejects.toThrow('cut.safetensors');
    expect(live.status.value).toBe('idle');
  });
});
