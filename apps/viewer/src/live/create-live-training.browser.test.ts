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
class Observed {
  readonly workers: Worker[] = [];
  readonly live: LiveTraining = createLiveTraining(() => {
    const worker = new Worker(new URL('./testing/observed.worker.ts', import.meta.url), { type: 'module' });
    this.workers.push(worker);
    return worker;
  });

  observe(what: Observation['observe']): Promise<number> {
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
      this.workers.at(-1)?.postMessage({ observe: what, port: port2 } satisfies Observation, [port2]);
    });
  }
}

const begun: LiveTraining[] = [];

function observed(): Observed {
  const made = new Observed();
  begun.push(made.live);
  return made;
}

afterEach(() => {
  for (const live of begun.splice(0)) live.reset();
});

function until({ status, runs }: LiveTraining, reached: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (reached()) resolve();
    };
    status.subscribe(look);
    runs.subscribe(look);
  });
}

const stepsOf = (live: LiveTraining, net = 0) => live.runs.value[net]?.metrics.map(({ step }) => step) ?? [];
const lossesOf = ({ metrics }: ViewedRun) => metrics.map(({ loss }) => loss);
const counted = (steps: number) => Array.from({ length: steps }, (_, index) => index + 1);

/** Pauses, and waits for it. */
async function pause(live: LiveTraining): Promise<void> {
  live.pause();
  await until(live, () => live.status.value === 'paused');
}

describe('live training on webgl', () => {
  it('runs, pauses, steps, goes on and is reset; what every step recorded arrives, and no tensor is left behind', async () => {
    const page = observed();
    const { live } = page;
    expect([live.status.value, page.workers.length]).toEqual(['idle', 0]);
    await live.start(settings);
    expect([live.status.value, live.message.value]).toEqual(['running', 'training procresnet-13']);
    expect(live.device.value).toMatchObject({ name: 'webgl', precision: 'float32', processor: 'software rasteriser' });
    await until(live, () => stepsOf(live).length >= 10);
    await pause(live);
    const paused = stepsOf(live);
    expect(paused).toEqual(counted(paused.length));
    const tensors = await page.observe('tensors');

    await live.step(settings);
    expect([live.status.value, live.message.value]).toEqual(['paused', `paused after step ${paused.length + 1}`]);
    expect(stepsOf(live)).toEqual(counted(paused.length + 1));

    live.resume();
    await until(live, () => stepsOf(live).length >= 20);
    await pause(live);
    expect(await page.observe('tensors')).toBe(tensors);
    const [run] = live.runs.value as [ViewedRun];
    expect(stepsOf(live)).toEqual(counted(run.metrics.length));
    expect(run.norms.steps).toEqual(stepsOf(live));
    expect(run.norms.sites).toEqual(['conv1', 'layer1.0', 'trans_conv1', 'layer2.0', 'trans_conv2', 'layer3.0']);
    expect(run.norms.gradient).toHaveLength(run.metrics.length * run.norms.sites.length);
    expect(run.norms.gradient.every((norm) => norm > 0)).toBe(true);
    expect(run.norms.activation?.every((norm) => norm > 0)).toBe(true);
    const receipts = run.projections.flatMap((record) => record.receipts);
    expect(new Set(receipts.map(({ parameter }) => parameter))).toEqual(
      new Set(['conv1.weight', 'trans_conv1.weight', 'trans_conv2.weight']),
    );
    expect(run.description).toMatchObject({ data: { synthetic: true }, batchSize: 2, seed: 7 });

    const kernels = await live.kernels(run.id, 'layer1.0');
    expect(kernels.map(({ name, shape }) => [name, shape])).toEqual([
      ['layer1.0.conv1.weight', [1, 1, 64, 16]],
      ['layer1.0.conv2.weight', [3, 3, 16, 16]],
      ['layer1.0.conv3.weight', [1, 1, 16, 64]],
    ]);
    expect(kernels.every(({ values, shape }) => values.length === shape.reduce((a, b) => a * b))).toBe(true);
    await expect(live.kernels(run.id, 'layer9')).rejects.toThrow("procresnet-13 has no block that ends at 'layer9'");

    live.reset();
    expect([live.status.value, live.runs.value, live.message.value]).toEqual(['idle', [], '']);
    await expect(live.kernels(run.id, 'layer1.0')).rejects.toThrow('while it is in training here');
  });

  it('trains two nets in turns on the same batches, with the numbers of sessions of their own, and repeats them', async () => {
    const { live } = observed();
    const both = { ...settings, beside: 'resnet' } as const;
    await live.step(both);
    while (stepsOf(live).length < 4) await live.step(both);
    const first = live.runs.value;
    expect(first.map(({ name }) => name)).toEqual(['procresnet-13', 'resnet-11']);
    expect([stepsOf(live, 0), stepsOf(live, 1)]).toEqual([counted(4), counted(4)]);

    await live.start(both);
    await until(live, () => stepsOf(live, 1).length >= 4);
    await pause(live);
    for (const [net, run] of live.runs.value.entries()) {
      expect(run.id).not.toBe(first[net]?.id);
      expect(lossesOf(run).slice(0, 4)).toEqual(lossesOf(first[net] as ViewedRun));
    }

    await prepareBackend('webgl');
    const all = syntheticImages({ images: trainingSetSizes.synthetic, seed: 7 });
    const images = await runImages(all, { validationImages: 400, seed: 7 });
    for (const { description, metrics, norms } of first) {
      expect(description.data.digest).toBe(images.digest);
      const session = sessionOfRun(description, images.training);
      const events: TrainingEvent[] = [];
      while (session.step < 4) {
        for await (const event of trainStep(session, description)) events.push(event);
      }
      session.dispose();
      // The same arithmetic on the same device: not a bit may differ.
      const told = events.flatMap((event) => (event.type === 'step' ? event.metrics : []));
      expect(metrics.map(({ loss, accuracy, epoch }) => [loss, accuracy, epoch])).toEqual(
        told.map(({ loss, accuracy, epoch }) => [loss, accuracy, epoch]),
      );
      const gradients = events.flatMap((event) => (event.type === 'norms' ? event.norms.gradient : []));
      expect([...norms.gradient]).toEqual(gradients);
    }
  });

  it('loses its context, keeps what it recorded, and goes on from the last checkpoint as if nothing had happened', async () => {
    const page = observed();
    const { live } = page;
    while (stepsOf(live).length < 6) await live.step(settings);
    const undisturbed = lossesOf(live.runs.value[0] as ViewedRun);

    await live.start(settings);
    await until(live, () => stepsOf(live).length >= 2);
    await pause(live);
    // The answer shows that the checkpoint of the pause, which came before, is there.
    await live.kernels(live.runs.value[0]?.id as string, 'conv1');
    const saved = stepsOf(live).length;
    live.resume();
    await until(live, () => stepsOf(live).length >= saved + 1);
    await page.observe('lose context');
    await until(live, () => live.status.value === 'lost');
    const recorded = stepsOf(live);
    expect(recorded.length).toBeGreaterThan(saved);
    expect(live.message.value).toMatch(
      new RegExp(`^the device of the backend 'webgl' was lost .*resume goes on from step ${saved}$`),
    );
    const { id } = live.runs.value[0] as ViewedRun;

    live.resume();
    await until(live, () => live.status.value === 'running' && stepsOf(live).length >= 6);
    await pause(live);
    const [run] = live.runs.value as [ViewedRun];
    expect(run.id).toBe(id);
    expect(stepsOf(live)).toEqual(counted(run.metrics.length));
    expect(lossesOf(run).slice(0, 6)).toEqual(undisturbed);
    expect(run.norms.steps).toEqual(stepsOf(live));
  });

  it('stops with the reason where training diverges, keeps the records, and begins anew', async () => {
    const { live } = observed();
    await live.start({ ...settings, family: 'plain', learningRate: 1e12 });
    await until(live, () => live.status.value === 'failed');
    expect(live.message.value).toMatch(/^the loss is NaN at step \d: .*lower the learning rate/);
    expect(stepsOf(live).length).toBeGreaterThan(0);
    await live.step(settings);
    expect([live.status.value, live.message.value]).toEqual(['paused', 'paused after step 1']);
  });

  it('says what is wrong with settings and images, and where there are none', async () => {
    const { live } = observed();
    await live.start({ ...settings, blocks: 0 });
    expect([live.status.value, live.message.value]).toEqual([
      'failed',
      'the blocks per stage of procresnet are a whole number from 1 to 11110, got 0',
    ]);
    await live.start({ ...settings, batchSize: 4000 });
    expect(live.message.value).toBe('batch size 4000 does not fit 3600 images: give a whole number from 1 to 3600');
    await live.start({ ...settings, data: 'files' });
    expect(live.message.value).toBe('no files were picked yet; pick some in the CIFAR-10 binary format');
    await live.start({ ...settings, data: 'cifar10' });
    expect(live.status.value).toBe('failed');
  });

  it('trains on files in the CIFAR-10 binary format, and refuses others', async () => {
    const { live } = observed();
    const bytes = new Uint8Array(20 * 3073).map((_, index) => (index % 3073 === 0 ? (index / 3073) % 10 : index % 251));
    await live.useFiles([new File([bytes], 'mine.bin')]);
    await expect(live.useFiles([new File([bytes.subarray(1)], 'short.bin')])).rejects.toThrow(
      'short.bin: expected 61460 bytes (whole CIFAR-10 records of 3073), found 61459',
    );
    await live.step({ ...settings, data: 'files' });
    expect(live.message.value).toBe('paused after step 1');
    expect(live.runs.value[0]?.description.data).toMatchObject({
      dataset: 'cifar10',
      synthetic: false,
      origin: 'files: mine.bin',
      trainImages: 18,
      validationImages: 2,
    });
  });

  it('leaves off while it prepares', async () => {
    const { live } = observed();
    const starting = live.start(settings);
    live.reset();
    await starting;
    expect([live.status.value, live.runs.value]).toEqual(['idle', []]);
  });
});

describe('the page’s GPU', () => {
  it('verifies a recorded trace, and refuses what is none', async () => {
    const { live } = observed();
    const golden = new URL('../../../../tests/fixtures/golden/plain_n1.safetensors', import.meta.url);
    const bytes = new Uint8Array(await (await fetch(golden)).arrayBuffer());
    const { pass, errors } = await live.verifyTrace(bytes, 'plain_n1.safetensors');
    expect(pass).toBe(true);
    expect(errors.loss).toBeLessThan(traceLimits.loss);
    await expect(live.verifyTrace(bytes.subarray(0, 100), 'cut.safetensors')).rejects.toThrow('cut.safetensors');
    expect(live.status.value).toBe('idle');
  });

  it('probes a checkpoint as the session that wrote it would, and changes nothing', async () => {
    const { live } = observed();
    await live.step(settings);
    const [{ description }] = live.runs.value as [ViewedRun];
    const all = syntheticImages({ images: trainingSetSizes.synthetic, seed: 7 });
    const images = await runImages(all, { validationImages: 400, seed: 7 });
    await prepareBackend('webgl');
    const session = sessionOfRun(description, images.training);
    await session.next({ probe: false });
    const bytes = await session.checkpoint();
    session.dispose();
    const probed = await live.probeCheckpoint(description, bytes, 'step-1.safetensors');
    expect(probed).toMatchObject({ images: 2, norms: { step: 1 } });
    expect(probed.norms.gradient.every((norm) => norm > 0)).toBe(true);
    expect(await live.probeCheckpoint(description, bytes, 'step-1.safetensors')).toEqual(probed);
    await expect(live.probeCheckpoint(description, bytes.subarray(9), 'cut.safetensors')).rejects.toThrow('cut');
    await live.step(settings);
    expect(stepsOf(live)).toEqual([1, 2]);
  });
});
