import { type Signal, signal } from '@preact/signals';
import { chartStyles } from '@procrustes/charts';
import axe from 'axe-core';
import { render } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cdp, page, userEvent } from 'vitest/browser';
import { cursor } from '../cursor.ts';
import type { LiveTraining } from '../live/live-training.ts';
import type { ViewedRun } from '../viewed-run.ts';
import { Pictures } from './pictures.tsx';
import { deepRun, sampleRun } from './testing/sample-run.ts';

let place: HTMLElement;

/** Asks again until it is so. */
const soon = <T,>(read: () => T) => expect.poll(read);

function show(...list: ViewedRun[]): Signal<readonly ViewedRun[]> {
  const runs = signal<readonly ViewedRun[]>(list);
  render(<Pictures runs={runs} live={live} />, place);
  return runs;
}

const told: string[] = [];
// Of a training in the page the pictures ask for nothing else.
const live = {
  kernels: async (run: string, site: string) => {
    told.push(`${run} ${site}`);
    return [{ name: `${site}.conv1.weight`, shape: [3, 3, 2, 4], values: Float32Array.from({ length: 72 }, Math.sin) }];
  },
} as Pick<LiveTraining, 'kernels'> as LiveTraining;

const card = (name: string): HTMLElement => {
  const button = document.querySelector(`[aria-label="Save ${name}"]`);
  return button?.closest('.chart-card') as HTMLElement;
};
/** Scrolls to the card and waits for its drawing. */
async function drawn(name: string): Promise<HTMLElement> {
  await soon(() => {
    // Pictures above it may have grown.
    card(name).scrollIntoView();
    return card(name).querySelector('.chart-drawings > *');
  }).not.toBeNull();
  return card(name);
}
/** Waits until the card has another drawing than this. */
async function redrawn(name: string, figure: Element | null): Promise<void> {
  await soon(() => {
    card(name).scrollIntoView();
    return card(name).querySelector('figure');
  }).not.toBe(figure);
}
const readout = (name: string): string => card(name).querySelector('.chart-readout')?.textContent ?? '';
const slider = (name: string): HTMLElement => card(name).querySelector('[role="slider"]') as HTMLElement;
const line = (name: string): number =>
  (card(name).querySelector('.chart-cursor') as HTMLElement).getBoundingClientRect().left;
const blocks = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.blocks button')];

async function theme(value: 'light' | 'dark'): Promise<void> {
  const session = cdp() as unknown as { send(method: string, parameters: unknown): Promise<unknown> };
  await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
}

/** The files that are saved while `act` runs. */
async function saved(act: () => Promise<void>): Promise<{ name: string; blob: Blob }[]> {
  const blobs = new Map<string, Blob>();
  const create = vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    const url = `blob:${location.origin}/${blobs.size}`;
    blobs.set(url, blob as Blob);
    return url;
  });
  const files: { name: string; blob: Blob }[] = [];
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    files.push({ name: this.download, blob: blobs.get(this.href) as Blob });
  });
  try {
    await act();
    await soon(() => files.length).toBe(1);
  } finally {
    create.mockRestore();
    click.mockRestore();
  }
  return files;
}

beforeEach(async () => {
  await page.viewport(1280, 900);
  const style = document.head.appendChild(document.createElement('style'));
  style.className = 'of-test';
  style.textContent = `${chartStyles()} body{background:var(--chart-page);color:light-dark(#1a1d21,#e8eaed)}`;
  place = document.body.appendChild(document.createElement('main'));
  cursor.value = null;
});

afterEach(() => {
  render(null, place);
  place.remove();
  for (const style of document.querySelectorAll('.of-test')) style.remove();
});

describe('a picture', () => {
  it('is drawn where it is in sight, and not before', async () => {
    show(deepRun());
    await drawn('norm ratios of deep');
    expect(card('accuracy').querySelector('.chart-drawings'), 'far below').toBeNull();
    await drawn('accuracy');
  });

  it('keeps its old drawing until the new data are drawn', async () => {
    const runs = show(deepRun({ records: 20 }));
    const figure = (await drawn('loss')).querySelector('figure');
    runs.value = [deepRun({ records: 30 })];
    expect(card('loss').querySelector('figure')).toBe(figure);
    await redrawn('loss', figure);
    expect(readout('loss')).toMatch(/^step 30 /);
  });

  it('is not drawn again by data that are not its own', async () => {
    const run = deepRun();
    const runs = show(run);
    const ratios = (await drawn('norm ratios of deep')).querySelector('figure');
    const loss = (await drawn('loss')).querySelector('figure');
    runs.value = [{ ...run, metrics: run.metrics.slice(0, 10) }];
    await redrawn('loss', loss);
    expect(card('norm ratios of deep').querySelector('figure')).toBe(ratios);
  });

  it('marks the cursor without being drawn again, and tells the numbers there', async () => {
    show(deepRun());
    const figure = (await drawn('blocks of deep')).querySelector('figure');
    const newest = line('blocks of deep');
    expect(readout('blocks of deep')).toMatch(/^step 20: r from 0\.\d+ \(layer1\.\d\) to 1\.\d+ \(layer1\.4\)$/);
    cursor.value = 5;
    expect(line('blocks of deep')).toBeLessThan(newest - 100);
    expect(readout('blocks of deep')).toMatch(/^step 5: /);
    expect(card('blocks of deep').querySelector('figure')).toBe(figure);
  });

  it('moves the cursor by its arrow keys, and says the numbers to who cannot see it', async () => {
    show(deepRun());
    await drawn('loss');
    slider('loss').focus();
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(cursor.value).toBe(18);
    expect(slider('loss').getAttribute('aria-valuenow')).toBe('18');
    expect(slider('loss').getAttribute('aria-valuetext')).toBe(readout('loss'));
    await userEvent.keyboard('{Home}');
    expect(cursor.value).toBe(1);
    await userEvent.keyboard('{End}');
    expect(cursor.value).toBeNull();
  });

  it('tells the cell under the pointer, and takes the cursor to where it is clicked', async () => {
    show(deepRun());
    const drawing = (await drawn('norm ratios of deep')).querySelector('.chart-drawings') as HTMLElement;
    const { width, height } = drawing.getBoundingClientRect();
    await userEvent.hover(drawing, { position: { x: width / 2, y: height / 2 } });
    expect(readout('norm ratios of deep')).toMatch(/^step \d+, layer1\.\d: r = \d\.\d+$/);
    await userEvent.click(drawing, { position: { x: width / 2, y: height / 2 } });
    const step = Number(/^step (\d+)/.exec(readout('norm ratios of deep'))?.[1]);
    expect(step).toBeGreaterThan(5);
    expect(cursor.value).toBe(step);
  });

  it('that fails says why, and leaves the others', async () => {
    const run = deepRun();
    const norms = { ...run.norms, gradient: run.norms.gradient.slice(0, 7) };
    show({ ...run, norms });
    await soon(() => card('norm ratios of deep').textContent).toMatch(/cannot be drawn: .*7 gradient norms/);
    await drawn('loss');
  });

  it('follows the theme', async () => {
    await theme('light');
    show(deepRun());
    const figure = (await drawn('norm ratios of deep')).querySelector('figure');
    await theme('dark');
    await redrawn('norm ratios of deep', figure);
    await theme('light');
  });
});

describe('saving', () => {
  async function save(name: string, format: string): Promise<{ name: string; blob: Blob }> {
    await drawn(name);
    const [file] = await saved(async () => {
      (card(name).querySelector('[aria-haspopup]') as HTMLElement).focus();
      await userEvent.keyboard('{Enter}');
      await soon(() => document.activeElement?.getAttribute('role')).toBe('menuitem');
      while (!document.activeElement?.textContent?.includes(format)) await userEvent.keyboard('{ArrowDown}');
      await userEvent.keyboard('{Enter}');
    });
    return file as { name: string; blob: Blob };
  }

  it('gives an SVG that is XML and stands by itself', async () => {
    show(deepRun({ name: 'a <b> & c' }));
    const { name, blob } = await save('loss', 'SVG');
    expect(name).toBe('a-b-c-loss.svg');
    const xml = new DOMParser().parseFromString(await blob.text(), 'image/svg+xml');
    expect(xml.querySelector('parsererror')).toBeNull();
    expect(xml.documentElement.localName).toBe('svg');
    expect(xml.querySelectorAll('path').length).toBeGreaterThan(0);
    expect(await blob.text(), 'colours are resolved').not.toContain('var(--chart-');
  });

  it('gives a PNG', async () => {
    show(deepRun());
    const { name, blob } = await save('norm ratios of deep', 'PNG');
    expect(name).toBe('deep-norm-ratios.png');
    const bytes = new Uint8Array(await blob.arrayBuffer());
    expect([...bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const image = await createImageBitmap(blob);
    expect(image.width).toBeGreaterThan(600);
  });

  it('gives the data as CSV, every digit of it', async () => {
    const run = deepRun();
    show(run);
    const { name, blob } = await save('loss', 'CSV');
    expect(name).toBe('deep-loss.csv');
    const text = await blob.text();
    for (const { loss } of run.metrics) expect(text).toContain(String(loss));
  });

  it('closes by Escape, and the focus is at its button again', async () => {
    show(deepRun());
    await drawn('loss');
    const button = card('loss').querySelector('[aria-haspopup]') as HTMLElement;
    button.focus();
    await userEvent.keyboard('{ArrowDown}');
    await soon(() => document.activeElement?.getAttribute('role')).toBe('menuitem');
    await userEvent.keyboard('{Escape}');
    expect(document.activeElement).toBe(button);
    expect(card('loss').querySelector('[role="menu"]')).toBeNull();
  });
});

describe('the strip', () => {
  it('colours every block by its ratio at the cursor', async () => {
    const run = sampleRun({
      steps: [1, 2],
      sites: ['stem', 'one', 'two'],
      kinds: ['stem', 'identity', 'transition'],
      gradient: [4, 4, 1, 1, 4, 4],
    });
    show(run);
    const fills = (): string[] =>
      blocks().map(({ style }) => /--chart-ratio-\d+/.exec(style.background)?.[0] ?? 'none');
    await soon(fills).toEqual(['none', '--chart-ratio-0', '--chart-ratio-10']);
    cursor.value = 1;
    await soon(fills).toEqual(['none', '--chart-ratio-10', '--chart-ratio-20']);
  });

  it('is one stop of the Tab key, and arrow keys move in it', async () => {
    show(deepRun());
    expect(blocks().filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
    blocks()[0]?.focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    expect(document.activeElement).toBe(blocks()[2]);
    expect(blocks().filter(({ tabIndex }) => tabIndex === 0)).toEqual([blocks()[2]]);
    expect(document.querySelector('.network .chart-readout')?.textContent).toMatch(
      /^Step 20, layer1\.1 \(identity block\): r = \d/,
    );
    await userEvent.keyboard('{End}{ArrowRight}');
    expect(document.activeElement).toBe(blocks().at(-1));
  });

  it('opens a block by keyboard, tells of it, and takes the focus back', async () => {
    told.length = 0;
    show(deepRun({ origin: 'live' }));
    blocks()[0]?.focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{Enter}');
    const dialog = page.getByRole('dialog', { name: 'layer1.1, block 2 of deep' });
    await expect.element(dialog).toBeVisible();
    await drawn('ratio of layer1.1');
    expect(readout('ratio of layer1.1')).toMatch(/^step 20: r = .*, ‖∂E\/∂x‖ = .*, ‖x‖ = /);
    await drawn('kernel layer1.1.conv1.weight');
    expect(told).toEqual(['deep layer1.1']);
    await userEvent.keyboard('{Escape}');
    await soon(() => document.querySelector('dialog')).toBeNull();
    expect(document.activeElement).toBe(blocks()[2]);
  });

  it('shows the projections of a block that has some', async () => {
    show(deepRun());
    blocks()[0]?.click();
    const table = (): string => {
      card('projections of stem')?.scrollIntoView();
      return card('projections of stem')?.textContent ?? '';
    };
    await soon(table).toContain('stem.weight');
    cursor.value = 1;
    await soon(table).toContain('Nothing had been projected');
  });

  it('keeps up with the cursor at a thousand blocks and ten thousand records', async () => {
    const run = deepRun({ blocks: 1000, records: 10_000 });
    show(run);
    await soon(() => blocks()[5]?.style.background).toContain('--chart-ratio');
    const before = blocks().map(({ style }) => style.background);
    cursor.value = 4321;
    await soon(() => blocks().some(({ style }, site) => style.background !== before[site])).toBe(true);
    expect(document.querySelector('.network .chart-readout')?.textContent).toBe('Step 4321.');
  });
});

describe('text of a run', () => {
  it('stays text', async () => {
    const name = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>';
    const sites = ['stem', name];
    show(sampleRun({ name, steps: [1, 2], sites, kinds: ['stem', 'identity'], gradient: [1, 2, 3, 4] }));
    await drawn(`distance from norm preservation`);
    await drawn('loss');
    blocks()[1]?.click();
    await soon(() => document.querySelector('dialog h2')?.textContent).toContain(name);
    expect(place.querySelector('img, script')).toBeNull();
    expect('broken' in window).toBe(false);
  });
});

describe('a run without norms and receipts', () => {
  it('says so, and shows the rest', async () => {
    const run = deepRun();
    const empty = { sites: [], kinds: [], steps: [], gradient: new Float64Array(), activation: null };
    show({ ...run, norms: empty, projections: [] });
    await drawn('loss');
    expect(place.textContent).toContain('No norms of this run were recorded.');
    expect(place.textContent).toContain('No parameter of deep was projected.');
  });
});

describe('accessibility', () => {
  it.each(['light', 'dark'] as const)('has no serious fault in the %s theme', async (scheme) => {
    await theme(scheme);
    show(deepRun(), deepRun({ name: 'other', blocks: 7 }));
    for (const name of ['norm ratios of deep', 'loss']) await drawn(name);
    // A table, no drawing.
    await soon(() => {
      card('projections of deep').scrollIntoView();
      return card('projections of deep').textContent;
    }).toContain('stem.weight');
    const serious = async (): Promise<string[]> =>
      (await axe.run(place)).violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 300)}`);
    expect(await serious()).toEqual([]);
    blocks()[1]?.click();
    await drawn('ratio of layer1.0');
    expect(await serious()).toEqual([]);
    await theme('light');
  });
});
