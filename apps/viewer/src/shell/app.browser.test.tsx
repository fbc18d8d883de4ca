import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cdp, page, userEvent } from 'vitest/browser';
import { cursor } from '../cursor.ts';
import { defaultSettings } from '../live/live-settings.ts';
import { mountApp, unmountApp } from './testing/mount-app.tsx';
import { sampleViewedRun } from './testing/sample-viewed-run.ts';
import { stillLibrary } from './testing/still-library.ts';
import { stillTraining } from './testing/still-training.ts';

const button = (name: string) => page.getByRole('button', { name, exact: true });
const query = () => new URLSearchParams(location.search);

async function theme(value: 'light' | 'dark'): Promise<void> {
  const session = cdp() as unknown as { send(method: string, parameters: unknown): Promise<unknown> };
  await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
}

beforeEach(() => page.viewport(1280, 900));
afterEach(() => unmountApp());

describe('a link', () => {
  it('restores the settings, and starts nothing', async () => {
    const { live } = mountApp({ query: '?model=plain&beside=none&blocks=3&batch=8&rate=0.05&seed=7&projection=off' });
    await expect.element(page.getByLabelText('Blocks per stage')).toHaveValue('3');
    await expect.element(page.getByLabelText('Net', { exact: true })).toHaveValue('plain');
    expect(live.told).toEqual([]);
    await button('Start').click();
    expect(live.told).toEqual([
      [
        'start',
        {
          ...defaultSettings,
          family: 'plain',
          beside: null,
          blocks: 3,
          batchSize: 8,
          learningRate: 0.05,
          seed: 7,
          projection: 'off',
        },
      ],
    ]);
  });

  it('says in place what is malformed in it', async () => {
    mountApp({ query: '?blocks=<b>many</b>' });
    const blocks = page.getByLabelText('Blocks per stage');
    await expect.element(blocks).toHaveAccessibleDescription(/The link says “<b>many<\/b>”: expected a whole number/);
    await expect.element(blocks).toHaveAttribute('aria-invalid', 'true');
    await expect.element(button('Start')).toBeEnabled();
  });

  it('follows what is edited', async () => {
    mountApp({ query: '?blocks=3' });
    await page.getByLabelText('Seed').fill('12');
    await page.getByLabelText('Beside it').selectOptions('none');
    expect(Object.fromEntries(query())).toEqual({ blocks: '3', seed: '12', beside: 'none' });
    await page.getByLabelText('Blocks per stage').fill('0');
    await expect.element(page.getByLabelText('Blocks per stage')).toHaveAccessibleDescription(/1 to 111/);
    await expect.element(button('Start')).toBeDisabled();
    expect(query().get('blocks')).toBe('3');
  });
});

describe('the controls', () => {
  it('offer what the status allows', async () => {
    const { live } = mountApp();
    live.runs.value = [sampleViewedRun({ origin: 'live' })];
    live.status.value = 'running';
    await button('Pause').click();
    await expect.element(button('Step once')).toBeDisabled();
    live.status.value = 'paused';
    await button('Step once').click();
    await button('Resume').click();
    live.status.value = 'lost';
    await button('Resume').click();
    await button('Reset').click();
    expect(live.told.map(([verb]) => verb)).toEqual(['pause', 'step', 'resume', 'resume', 'reset']);
  });

  it('show what a verb threw', async () => {
    mountApp({ live: stillTraining({ start: () => Promise.reject(new Error('no memory for <this>')) }) });
    await button('Start').click();
    await expect.element(page.getByText('no memory for <this>')).toBeVisible();
  });

  it('obey keys, but not in a field, not with a modifier, and not when switched off', async () => {
    const { live } = mountApp();
    await expect.element(button('Start')).toBeVisible();
    const verbs = () => live.told.map(([verb]) => verb);
    await userEvent.keyboard('s');
    await expect.poll(verbs).toEqual(['start']);
    await page.getByLabelText('Seed').click();
    await userEvent.keyboard('s');
    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard('{Control>}s{/Control}');
    await userEvent.keyboard('?');
    await expect.element(page.getByRole('dialog')).toBeVisible();
    await userEvent.keyboard('s');
    await page.getByRole('checkbox', { name: /Single keys/ }).click();
    await userEvent.keyboard('{Escape}');
    await userEvent.keyboard('s');
    expect(verbs()).toEqual(['start']);
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  });
});

describe('the tabs', () => {
  it('turn by arrow keys, and back and forward go between them', async () => {
    mountApp();
    await page.getByRole('tab', { name: 'Live' }).click();
    cursor.value = 3;
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(page.getByRole('tab', { name: 'Runs' })).toHaveAttribute('aria-selected', 'true');
    await expect.element(page.getByRole('tab', { name: 'Runs' })).toHaveFocus();
    await expect.element(page.getByRole('tabpanel', { name: 'Runs' })).toBeVisible();
    expect(query().get('tab')).toBe('runs');
    expect(cursor.value).toBeNull();
    history.back();
    await expect.element(page.getByRole('tabpanel', { name: 'Live' })).toBeVisible();
  });

  it('open by address', async () => {
    mountApp({ query: '?tab=runs' });
    await expect.element(page.getByRole('tab', { name: 'Runs' })).toHaveAttribute('aria-selected', 'true');
  });
});

describe('a browser that lacks something', () => {
  it('gets a page that says what, and can open runs', async () => {
    mountApp({ browser: { missing: ['WebGL 2'], webgpu: false } });
    await expect.element(page.getByRole('heading', { name: 'This browser cannot train here' })).toBeVisible();
    await expect.element(page.getByText('WebGL 2', { exact: true })).toBeVisible();
    await expect.element(button('Start')).not.toBeInTheDocument();
    expect(await seriousFaults()).toEqual([]);
    await button('Open runs').click();
    await expect.element(button('Open a folder…')).toBeVisible();
  });

  it('can train on WebGPU where it has that', async () => {
    mountApp({ browser: { missing: ['WebGL 2'], webgpu: true } });
    const backend = page.getByLabelText('Computes on');
    await expect.element(backend).toHaveAccessibleDescription('This browser lacks WebGL 2: choose WebGPU.');
    await backend.selectOptions('WebGPU');
    await expect.element(backend).not.toHaveAccessibleDescription(/lacks/);
  });
});

describe('a failure in the pictures', () => {
  it('leaves the rest', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    let fails = true;
    const { live } = mountApp({
      Pictures: () => {
        if (fails) throw new Error('a picture broke');
        return <p>Drawn</p>;
      },
    });
    live.runs.value = [sampleViewedRun()];
    live.status.value = 'running';
    await expect.element(page.getByText('a picture broke')).toBeVisible();
    await button('Pause').click();
    expect(live.told).toEqual([['pause']]);
    fails = false;
    await button('Try again').click();
    await expect.element(page.getByText('Drawn')).toBeVisible();
    logged.mockRestore();
  });
});

describe('the numbers', () => {
  it('are those at the cursor, and a name is only ever text', async () => {
    const run = sampleViewedRun({ name: '<img src=x onerror=alert(1)>' });
    const { live } = mountApp();
    live.runs.value = [run];
    const row = page.getByRole('row', { name: /<img src=x/ });
    await expect.element(row.getByRole('cell').first()).toHaveTextContent('40');
    expect(document.querySelector('img')).toBeNull();
    cursor.value = 7;
    await expect.element(row.getByRole('cell').first()).toHaveTextContent('7');
  });

  it('have an explanation that opens by keyboard, and closes by Escape', async () => {
    const { live } = mountApp();
    live.runs.value = [sampleViewedRun()];
    const explain = button('What is: Loss E?');
    await expect.element(explain).toBeVisible();
    (explain.element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    const text = page.getByRole('note').getByText(/how surprised the net is/);
    await expect.element(text).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(text).not.toBeInTheDocument();
    await expect.element(explain).toHaveFocus();
  });

  it('of made-up images come with a banner, others without', async () => {
    const { live } = mountApp();
    live.runs.value = [sampleViewedRun()];
    await expect.element(page.getByText(/Synthetic images\./)).toBeVisible();
    live.runs.value = [sampleViewedRun({ synthetic: false })];
    await expect.element(page.getByText(/Synthetic images\./)).not.toBeInTheDocument();
  });

  it('come with what computed them', async () => {
    const { live } = mountApp();
    live.device.value = {
      name: 'webgl',
      device: 'SwiftShader',
      processor: 'software rasteriser',
      precision: 'float32',
      threads: null,
      memory: { total: null, largestTensor: null },
    };
    await expect.element(page.getByText(/software rasteriser: the CPU plays a GPU/)).toBeVisible();
    await expect.element(page.getByText('float32')).toBeVisible();
  });
});

describe('opened runs', () => {
  it('are picked, dropped, closed, and their problems told', async () => {
    const library = stillLibrary([
      sampleViewedRun({ id: 'a', name: 'first' }),
      sampleViewedRun({ id: 'b', name: 'second' }),
    ]);
    mountApp({ library });
    await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
    const files = new DataTransfer();
    files.items.add(new File(['{}'], 'run.json'));
    const drag = (type: string) =>
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: files }));
    await expect
      .poll(() => {
        drag('dragover');
        return document.body.textContent;
      })
      .toContain('Drop to open the runs in it');
    drag('drop');
    await expect.element(page.getByText('Drop to open the runs in it')).not.toBeInTheDocument();
    await expect.element(page.getByRole('tab', { name: 'Runs' })).toHaveAttribute('aria-selected', 'true');
    expect(library.told.map(([verb]) => verb)).toEqual(['openEntries']);

    const input = document.querySelector<HTMLInputElement>('input[webkitdirectory]') as HTMLInputElement;
    input.files = files.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    expect(library.told.at(-1)).toMatchObject(['openFiles', [{ name: 'run.json' }]]);

    await button('Close first').click();
    await expect.element(button('Close first')).not.toBeInTheDocument();
    await expect.element(button('Close second')).toBeVisible();
    library.problems.value = [{ id: '1', name: 'broken', message: 'run.json: <i>no</i> JSON' }];
    await expect.element(page.getByRole('alert').getByText('<i>no</i> JSON')).toBeVisible();
    await button('Dismiss: broken').click();
    await expect.element(page.getByText('<i>no</i> JSON')).not.toBeInTheDocument();
  });

  it('have checkpoints that can be probed', async () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const library = stillLibrary([sampleViewedRun({ id: 'a', name: 'first' })], {
      checkpoints: async () => [
        { step: 40, path: 'checkpoints/40.safetensors' },
        { step: 0, path: 'checkpoints/0.safetensors' },
      ],
      readCheckpoint: async (id, path) =>
        id === 'a' && path === 'checkpoints/0.safetensors' ? bytes : Uint8Array.of(),
    });
    const live = stillTraining({
      probeCheckpoint: async (_, read) => ({
        loss: 1.25,
        accuracy: read === bytes ? 0.5 : 0,
        images: 16,
        norms: {
          step: 0,
          sites: ['stem', 'a', 'b'],
          kinds: ['stem', 'identity', 'transition'],
          gradient: [3, 2, 4],
          activation: [1, 1, 1],
        },
      }),
    });
    mountApp({ library, live, query: '?tab=runs' });
    await page.getByLabelText('Checkpoint', { exact: true }).selectOptions('step 0');
    await button('Probe').click();
    const card = page.getByRole('region', { name: 'Probe a checkpoint' });
    await expect.element(card.getByText('50.0 % of 16')).toBeVisible();
    await expect.element(card.getByText('1.25')).toBeVisible();
    await expect.poll(() => card.element().querySelector('figure svg path')).not.toBeNull();
  });

  it('are followed where that is asked for', async () => {
    const { library } = mountApp({ query: '?tab=runs' });
    await page.getByRole('checkbox', { name: /Follow runs/ }).click();
    expect(library.follow.value).toBe(true);
  });
});

describe('the check of this machine', () => {
  const limits = {
    loss: 1e-4,
    logits: 1e-4,
    gradients: 1e-3,
    gradientNorms: 1e-3,
    weights: 1e-3,
    evaluationLogits: 1e-3,
  };
  const worst = { loss: '', logits: '', gradients: '', gradientNorms: '', weights: 'fc.weight', evaluationLogits: '' };

  it.each([
    ['Passes', 1e-5, true],
    ['Fails', Number.NaN, false],
  ])('%s where it does', async (word, weights, pass) => {
    const live = stillTraining({
      verifyTrace: async () => ({ errors: { ...limits, weights }, limits, worst, pass }),
    });
    mountApp({ live, query: '?tab=runs' });
    const input = page.getByLabelText('Trace, .safetensors');
    await userEvent.upload(input, new File(['x'], 'resnet.safetensors'));
    const card = page.getByRole('region', { name: 'Check this machine' });
    await expect.element(card.getByText(word)).toBeVisible();
    const row = card.getByRole('row', { name: /weights after/ });
    await expect.element(row.getByRole('cell').first()).toHaveTextContent(pass ? '1.0e-5' : 'NaN over');
  });
});

describe.each(['light', 'dark'] as const)('in the %s theme', (colours) => {
  const states = {
    'the Live tab before the start': () => mountApp({ query: '?blocks=x' }),
    'the Live tab in training': () => {
      const { live } = mountApp();
      live.runs.value = [sampleViewedRun({ id: 'a' }), sampleViewedRun({ id: 'b', name: 'plain-11' })];
      live.status.value = 'running';
      live.progress.value = 0.4;
      live.message.value = 'preparing';
    },
    'the Runs tab': () => {
      const library = stillLibrary([sampleViewedRun({ warnings: ['norms.jsonl: torn'] })]);
      library.problems.value = [{ id: '1', name: 'x', message: 'is no run' }];
      mountApp({ library, query: '?tab=runs' });
    },
  };

  it.each(Object.keys(states) as (keyof typeof states)[])('axe finds no serious fault in %s', async (state) => {
    await theme(colours);
    states[state]();
    await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
  });

  it('axe finds no serious fault in the help, but would find one', async () => {
    await theme(colours);
    mountApp();
    await button('Help').click();
    await expect.element(page.getByRole('dialog')).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    document.querySelector<HTMLElement>('.glossary dd')?.style.setProperty('color', 'var(--line)');
    expect(await seriousFaults()).toEqual(['color-contrast']);
  });
});

describe.each([360, 1280, 2560])('at a width of %i', (width) => {
  it.each(['?tab=live', '?tab=runs'])('nothing scrolls sideways (%s)', async (address) => {
    await page.viewport(width, 900);
    const runs = [
      sampleViewedRun({ id: 'a', name: 'procresnet-2018-1001-cifar10-seed0' }),
      sampleViewedRun({ id: 'b' }),
    ];
    const { live } = mountApp({ library: stillLibrary(runs), query: address });
    live.runs.value = runs;
    await expect.element(page.getByRole('rowheader', { name: 'resnet-11' })).toBeVisible();
    const { scrollWidth, clientWidth } = document.documentElement;
    expect(clientWidth).toBeGreaterThan(width - 30);
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  });
});

async function seriousFaults(): Promise<string[]> {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id);
}
