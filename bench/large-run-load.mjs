// Times how the built viewer opens a large run in Chromium: `node bench/large-run-load.mjs FOLDER [rounds]`, with a run of bench/large-run.mjs,
// after a build. In each round the run is picked as a folder once, and once taken from the server of `procrustes view`. Prints of each, in
// milliseconds: from the choice to the readings and to the first picture; the longest task of the page's main thread until two seconds after
// that, by the thread's own time and by the clock; the same, and the median time until the blocks of the net answer a key, while 40 keys
// move the cursor; and, in seconds, the processor time of all of Chromium's processes until the readings. At the end, the medians.
//
// Playwright, which drives the page, has the browser keep copies of what a server sends, so that what is served comes faster to a user.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const viewer = createRequire(new URL('../apps/viewer/package.json', import.meta.url));
const { chromium } = viewer('playwright');
const built = fileURLToPath(new URL('../apps/viewer/dist/server/index.js', import.meta.url));
const { serveViewer } = await import(pathToFileURL(built).href);

const [folder, rounds = '3'] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: node bench/large-run-load.mjs FOLDER [rounds]\n');
  process.exit(2);
}

/** In the page: notes when the run was chosen, when its numbers and its first picture were there, and how long each key took to show. */
const observe = `(() => {
  const seen = globalThis.seen = { keys: [] };
  addEventListener('change', () => { seen.chosen ??= performance.now(); performance.mark('chosen'); }, true);
  addEventListener('keydown', () => { seen.pressed = performance.now(); }, true);
  new MutationObserver((changes) => {
    if (seen.chosen === undefined) return;
    if (document.querySelector('.readings tbody tr')) seen.readings ??= performance.now();
    if (document.querySelector('.chart-card figure canvas, .chart-card figure svg')) seen.picture ??= performance.now();
    if (seen.pressed !== undefined && changes.some(({ target }) => target.closest?.('.network'))) {
      seen.keys.push(performance.now() - seen.pressed);
      seen.pressed = undefined;
    }
  }).observe(document, { subtree: true, childList: true });
})()`;

/** The longest task of the main thread that has the mark `chosen`, after it, in milliseconds. */
function longestTask(trace) {
  const { pid, tid, ts } = trace.find(({ name }) => name === 'chosen');
  const tasks = trace.filter(
    (event) => event.pid === pid && event.tid === tid && event.name.endsWith('RunTask') && event.ts >= ts,
  );
  const longest = (key) => Math.round(Math.max(0, ...tasks.map((task) => task[key] ?? 0)) / 1000);
  return { thread: longest('tdur'), clock: longest('dur') };
}

/** Seconds of processor time of the processes below this one. */
function processorSeconds() {
  const parents = new Map();
  const times = new Map();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      parents.set(Number(name), Number(fields[1]));
      times.set(Number(name), (Number(fields[11]) + Number(fields[12])) / 100);
    } catch {}
  }
  const isBelow = (pid) => pid === process.pid || (parents.has(pid) && isBelow(parents.get(pid)));
  return [...times].reduce((sum, [pid, time]) => sum + (pid !== process.pid && isBelow(pid) ? time : 0), 0);
}

const choices = {
  picked: (page) => page.locator('input[type="file"][webkitdirectory]').setInputFiles(resolve(folder)),
  served: (page) => page.locator('.choices input[type="checkbox"]').first().click(),
};

async function measure(browser, address, choose) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(300_000);
  await page.goto(`${address}?tab=runs`);
  // What a page does when it is new is over.
  await wait(1500);
  await page.evaluate(observe);
  await browser.startTracing(page, { categories });
  const before = processorSeconds();
  await choose(page);
  await page.locator('.readings tbody tr').first().waitFor();
  const processor = processorSeconds() - before;
  await page.locator('.chart-card figure :is(canvas, svg)').first().waitFor();
  await wait(2000);
  const { chosen, readings, picture } = await page.evaluate('seen');
  const opening = JSON.parse(await browser.stopTracing()).traceEvents;
  await browser.startTracing(page, { categories });
  await page.evaluate(`performance.mark('chosen'); document.querySelector('.scrubber input').focus()`);
  for (let key = 0; key < 40; key += 1) {
    await page.keyboard.press('ArrowLeft');
    await wait(50);
  }
  await wait(300);
  const scrubbing = JSON.parse(await browser.stopTracing()).traceEvents;
  const keys = await page.evaluate('seen.keys');
  await context.close();
  return {
    readings: Math.round(readings - chosen),
    picture: Math.round(picture - chosen),
    longestTask: longestTask(opening),
    scrubbing: { answer: Math.round(median(keys)), answers: keys.length, longestTask: longestTask(scrubbing) },
    processorSeconds: Number(processor.toFixed(2)),
  };
}

/** Tasks, marks, and which thread is which. */
const categories = ['toplevel', 'blink.user_timing', '__metadata'];

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const cacheFolder = mkdtempSync(join(tmpdir(), 'large-run-load-'));
const served = await serveViewer({ folder, cacheFolder, port: 0 });
const browser = await chromium.launch({
  executablePath: process.env.PROCRUSTES_CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const found = { picked: [], served: [] };
  for (let round = 0; round < Number(rounds); round += 1) {
    for (const [name, choose] of Object.entries(choices)) {
      const result = await measure(browser, served.address, choose);
      found[name].push(result);
      process.stdout.write(`${name} ${JSON.stringify(result)}\n`);
    }
  }
  for (const [name, results] of Object.entries(found)) {
    const of = (read) => median(results.map(read));
    process.stdout.write(
      `${name}, median of ${results.length}: readings after ${of(({ readings }) => readings)} ms, first picture after ${of(({ picture }) => picture)} ms, longest task ${of(({ longestTask: { thread } }) => thread)} ms, scrubbing ${of(({ scrubbing: { longestTask } }) => longestTask.thread)} ms\n`,
    );
  }
} finally {
  await browser.close();
  await served.close();
  rmSync(cacheFolder, { recursive: true, force: true });
}
