import { cp, truncate, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { traceLimits } from '@procrustes/training';
import { type ServedViewer, serveViewer } from '@procrustes/viewer/server';
import { type Browser, chromium as browsers } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromium, chromiumSwitches } from '../testing/chromium.ts';
import { eventually } from '../testing/eventually.ts';
import type { GoldenTrace } from '../testing/golden-trace-contract.ts';
import { csvRecords } from '../testing/parse-csv.ts';
import { Workplace } from '../testing/run-cli.ts';
import { seriousFaults } from '../testing/serious-faults.ts';
import { writeTinyRun } from '../testing/tiny-runs.ts';
import { viewerTests, viewerTestsRemark } from '../testing/viewer-tests.ts';
import { ViewerVisit } from '../testing/viewer-visit.ts';

// The built page trains on WebGL in Chromium, which plays it on the CPU: nets of one block per stage, two images a step.

const link = '?model=resnet&beside=plain-bn&batch=2&seed=5';

describe.runIf(viewerTests)(`training in the viewer, in Chromium${viewerTestsRemark}`, () => {
  let workplace: Workplace;
  let served: ServedViewer;
  let browser: Browser;
  let one: ViewerVisit;
  /** The losses of both nets under the link, as the first visit saved them. */
  let losses: readonly (readonly [string, number, number])[] = [];

  beforeAll(async () => {
    workplace = await Workplace.create();
    await writeTinyRun(workplace, 'resnet', 'resnet', 2);
    served = await serveViewer({ folder: workplace.path('runs'), cacheFolder: workplace.cache, port: 0 });
    browser = await browsers.launch({ executablePath: chromium, args: chromiumSwitches });
  });
  afterEach(async () => {
    await one?.end();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await workplace?.remove();
  });

  const status = () => one.page.locator('.status-line [role=status] strong').textContent();
  const step = async () =>
    Number(/step (\d+)/.exec((await one.page.locator('.status-numbers').textContent()) ?? '')?.[1] ?? 0);
  /** Until the step; not past a failure. */
  const until = (wanted: number) =>
    eventually(async () => {
      if ((await status()) === 'Stopped') throw new Error((await one.page.locator('.status-line').textContent()) ?? '');
      return step();
    }).toBeGreaterThanOrEqual(wanted);
  const untilStatus = (word: string) => eventually(status).toBe(word);
  const savedLosses = async () => {
    const { csv } = await one.save('loss');
    return csvRecords(String(csv)).map(({ run, step: at, loss }) => [run, at, loss] as [string, number, number]);
  };

  it('trains two nets for 20 steps while the pictures move; pauses, steps once, resets', async () => {
    one = await ViewerVisit.begin(browser, served.address, link);
    await eventually(() => one.page.getByLabel('Blocks per stage').isVisible()).toBe(true);
    await eventually(() =>
      one.page.evaluate(() => performance.getEntriesByName('first-contentful-paint').length),
    ).toBeGreaterThan(0);
    expect(await computing(one)).toEqual([]);

    await one.button('Start').click();
    await until(2);
    expect(await computing(one)).not.toEqual([]);
    const heatmap = await one.picture('norm ratios of resnet-11');
    const early = await heatmap.locator('figure').innerHTML();
    await one.longTasks();
    await until(20);
    const longest = Math.max(0, ...(await one.longTasks()));
    // What it measured is told, since no limit of it can be asserted.
    process.stdout.write(`longest task of the page’s thread while it trained: ${longest.toFixed(0)} ms\n`);
    // The goal is 100; what a busy machine cannot break is all that is asserted.
    expect(longest).toBeLessThan(2000);
    expect(await heatmap.locator('figure').innerHTML()).not.toBe(early);

    await one.button('Pause').click();
    await untilStatus('Paused');
    const paused = await step();
    await one.page.waitForTimeout(1500);
    expect(await step()).toBe(paused);

    losses = await savedLosses();
    const steps = Array.from({ length: paused }, (_, index) => index + 1);
    for (const net of ['resnet-11', 'plain-bn-11']) {
      const own = losses.filter(([run]) => run === net);
      expect(own.map(([, at]) => at)).toEqual(steps);
      expect(own.every(([, , loss]) => Number.isFinite(loss))).toBe(true);
      const card = await one.picture('loss');
      await eventually(() => card.locator('.chart-readout').textContent()).toContain(`${net}: step ${paused} `);
    }
    expect(new Set(losses.map(([, , loss]) => loss)).size).toBeGreaterThan(paused);

    await one.button('Step once').click();
    await eventually(step).toBe(paused + 1);
    await untilStatus('Paused');
    expect(await step()).toBe(paused + 1);
    expect((await one.readings()).map(([net, at]) => [net, at])).toEqual([
      ['resnet-11', String(paused + 1)],
      ['plain-bn-11', String(paused + 1)],
    ]);

    for (const colorScheme of ['light', 'dark'] as const) {
      await one.page.emulateMedia({ colorScheme });
      expect(await seriousFaults(one.page), colorScheme).toEqual([]);
    }
    // A block of a net that trains here shows its kernels.
    await one.page.getByRole('button', { name: 'layer1.0, transition' }).first().click();
    const dialog = one.page.getByRole('dialog');
    await dialog.locator('.block-kernels .chart-card').first().scrollIntoViewIfNeeded({ timeout: 200_000 });
    await dialog.locator('.block-kernels figure').first().waitFor({ state: 'attached', timeout: 200_000 });
    expect(await seriousFaults(one.page)).toEqual([]);
    await one.page.keyboard.press('Escape');

    await one.button('Reset').click();
    await untilStatus('Ready');
    expect(await one.readings()).toEqual([]);
    await one.page.getByRole('region', { name: 'What will be seen' }).waitFor();
  });

  it('gives the same losses again under the same link, also after the GPU took its context away', async () => {
    one = await ViewerVisit.begin(browser, served.address, link);
    expect(await one.page.getByLabel('Net', { exact: true }).inputValue()).toBe('resnet');
    expect(await one.page.getByLabel('Beside it').inputValue()).toBe('plain-bn');
    expect(await one.page.getByLabel('Batch').inputValue()).toBe('2');
    expect(await one.page.getByLabel('Seed').inputValue()).toBe('5');
    await one.button('Step once').click();
    await eventually(step).toBe(1);
    await untilStatus('Paused');
    await one.button('Resume').click();
    await until(3);
    // As a driver does that was updated, or a laptop that changes its GPU.
    for (const worker of one.page.workers()) {
      await worker.evaluate(() => {
        const { _tfengine: engine } = globalThis as unknown as {
          _tfengine?: { backend: { gpgpu: { gl: WebGL2RenderingContext } } };
        };
        engine?.backend.gpgpu.gl.getExtension('WEBGL_lose_context')?.loseContext();
      });
    }
    await untilStatus('GPU lost');
    expect(await one.readings()).toHaveLength(2);
    await one.button('Resume').click();
    await untilStatus('Training');
    await until(5);
    await one.button('Pause').click();
    await untilStatus('Paused');
    const again = await savedLosses();
    const last = Math.min(await step(), Math.max(...losses.map(([, at]) => at)));
    const firstSteps = (all: typeof losses) => all.filter(([, at]) => at <= last);
    expect(firstSteps(again)).toEqual(firstSteps(losses));
    // Another seed is another experiment.
    await one.page.getByLabel('Seed').fill('6');
    expect(new URL(one.page.url()).searchParams.get('seed')).toBe('6');
    await one.button('Reset').click();
    await one.button('Step once').click();
    await eventually(step).toBe(1);
    await untilStatus('Paused');
    const others = await savedLosses();
    expect(others).toHaveLength(2);
    expect(others).not.toEqual(losses.filter(([, at]) => at === 1));
  });

  // Each takes long on this GPU; a page's own test replays all of them on it (golden-traces.browser.test.ts).
  const traces: readonly GoldenTrace[] = ['plain_n1', 'procresnet_2018_n1'];
  it('replays recorded traces on WebGL within their limits, and tells what is no trace or checkpoint', async () => {
    await cp(workplace.path('runs', 'resnet'), workplace.path('runs', 'spoilt'), { recursive: true });
    await truncate(workplace.path('runs', 'spoilt', 'checkpoints', 'step-00000002.safetensors'), 40_000);
    await writeFile(
      workplace.path('runs', 'spoilt', 'checkpoints', 'step-00000000.safetensors'),
      '<b>no checkpoint</b>',
    );
    one = await ViewerVisit.begin(browser, served.address, '?tab=runs&batch=2');
    const file = one.page.getByLabel('Trace, .safetensors');
    const check = one.page.locator('section', { has: one.page.getByRole('heading', { name: 'Check this machine' }) });
    for (const name of traces) {
      await file.setInputFiles(fileURLToPath(new URL(`../fixtures/golden/${name}.safetensors`, import.meta.url)));
      await check.locator('.verdict').waitFor({ timeout: 600_000 });
      expect(await check.getByRole('status').textContent()).toBe(`Passes: ${name}.safetensors`);
      const rows = await check.locator('.verdict tbody tr').all();
      const [errors, limits] = await Promise.all(
        [0, 1].map((cell) =>
          Promise.all(rows.map(async (row) => Number(await row.locator('td').nth(cell).textContent()))),
        ),
      );
      expect(limits?.toSorted()).toEqual(Object.values(traceLimits).toSorted());
      expect(errors?.some((error) => error > 0)).toBe(true);
    }
    await file.setInputFiles({ name: '<b>.safetensors', mimeType: '', buffer: Buffer.from('{"no": "trace"}') });
    await eventually(() => check.getByRole('alert').textContent()).toMatch(/^<b>\.safetensors: (?!<b>)/);

    await one.page.locator('.choices label', { hasText: 'spoilt' }).getByRole('checkbox').click();
    const tools = one.page.locator('section', { has: one.page.getByRole('heading', { name: 'Probe a checkpoint' }) });
    const checkpoint = tools.getByLabel('Checkpoint');
    for (const at of ['step 2', 'step 0']) {
      await checkpoint.selectOption({ label: at });
      await tools.getByRole('button', { name: 'Probe' }).click();
      await eventually(() => tools.getByRole('alert').textContent()).toMatch(
        new RegExp(`^spoilt, ${at}: (?!spoilt).+`),
      );
    }
    await one.button('Close spoilt').click();
    await one.page
      .locator('.choices label', { hasText: /^resnet$/ })
      .getByRole('checkbox')
      .click();
    await tools.getByRole('button', { name: 'Probe' }).click();
    await tools.locator('.probe-result figure').waitFor({ timeout: 300_000 });
    expect(await tools.locator('.probe-result').textContent()).toMatch(/Loss.*\d\.\d\d/s);
  });
});

/** The files that a visit has loaded with TensorFlow.js in them, by a kernel's name. */
async function computing({ requests }: ViewerVisit): Promise<string[]> {
  const scripts = [...new Set(requests.map((request) => request.url()).filter((url) => url.endsWith('.js')))];
  const texts = await Promise.all(scripts.map(async (url) => (await fetch(url)).text()));
  return scripts.filter((_, index) => texts[index]?.includes('Conv2DBackpropInput'));
}
