import { afterEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { cursor } from '../cursor.ts';
import { createLiveTraining } from '../live/create-live-training.ts';
import { Pictures } from '../pictures/pictures.tsx';
import { createRunLibrary } from '../runs/create-run-library.ts';
import { mountWith, unmountApp } from './testing/mount-app.tsx';
import { sampleViewedRun } from './testing/sample-viewed-run.ts';

// The page with all of its parts, and nothing in their stead.

const button = (name: string) => page.getByRole('button', { name, exact: true });
const forLong = { timeout: 600_000, interval: 100 };

afterEach(() => unmountApp());

describe('the whole page', () => {
  it('trains twenty steps on WebGL while its pictures move, pauses, steps, scrubs and resets', async () => {
    await page.viewport(1280, 900);
    const live = createLiveTraining();
    const library = createRunLibrary();
    mountWith({ live, library, Pictures, query: '?model=plain&beside=none&batch=2&seed=3' });
    await button('Start').click();
    const heatmap = () => document.querySelector('.chart-card .chart-drawings')?.innerHTML ?? '';
    await vi.waitFor(() => expect(heatmap()).not.toBe(''), forLong);
    const begun = heatmap();
    await vi.waitFor(() => expect(live.runs.value[0]?.norms.steps.length).toBeGreaterThanOrEqual(20), forLong);
    await button('Pause').click();
    await vi.waitFor(() => expect(live.status.value).toBe('paused'), forLong);
    await vi.waitFor(() => expect(heatmap()).not.toBe(begun), forLong);

    const paused = live.runs.value[0]?.norms.steps.at(-1) as number;
    await button('Step once').click();
    await vi.waitFor(() => expect(live.runs.value[0]?.metrics.at(-1)?.step).toBe(paused + 1), forLong);
    expect(live.status.value).toBe('paused');

    await page.getByRole('slider', { name: 'Step', exact: true }).fill('4');
    expect(cursor.value).toBe(5);
    const loss = live.runs.value[0]?.metrics[4]?.loss as number;
    await expect.element(page.getByRole('row', { name: /^plain-11/ })).toHaveTextContent(loss.toPrecision(3));

    await button('Reset').click();
    expect(live.status.value).toBe('idle');
    await expect.element(button('Start')).toBeEnabled();
    library.dispose();
  });

  it('opens a run from files, shows its numbers, and names what is no run', async () => {
    await page.viewport(1280, 900);
    const library = createRunLibrary();
    mountWith({ live: createLiveTraining(), library, Pictures, query: '?tab=runs' });
    const { description, metrics, norms } = sampleViewedRun({ steps: 3 });
    const records = norms.steps.map((step, row) => ({
      step,
      sites: norms.sites,
      kinds: norms.kinds,
      gradient: [...norms.gradient.subarray(row * norms.sites.length, (row + 1) * norms.sites.length)],
      activation: norms.sites.map(() => 1),
    }));
    const lines = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
    await library.openFiles([
      fileAt('runs/<i>first</i>/run.json', JSON.stringify(description)),
      fileAt('runs/<i>first</i>/metrics.jsonl', lines(metrics)),
      fileAt('runs/<i>first</i>/norms.jsonl', lines(records)),
      fileAt('runs/second/run.json', '{"format": 2}'),
    ]);
    const row = page.getByRole('row', { name: /first/ });
    await expect.element(row).toHaveTextContent((metrics[2] as { loss: number }).loss.toPrecision(3));
    const [problem] = library.problems.value;
    expect(`${problem?.name} ${problem?.message}`).toContain('second');
    await expect.poll(() => document.querySelector('[role=alert]')?.textContent).toContain(problem?.message);
    await vi.waitFor(() => expect(document.querySelector('.chart-card .chart-drawings svg')).not.toBeNull(), forLong);
    expect(document.querySelector('main i')).toBeNull();
    library.dispose();
  });
});

function fileAt(path: string, text: string): File {
  const file = new File([text], path.split('/').at(-1) as string);
  Object.defineProperty(file, 'webkitRelativePath', { value: path });
  return file;
}
