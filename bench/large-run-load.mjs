// Times how long the viewer's reading takes in Chromium, from picked files to columns in the page: `node bench/large-run-load.mjs FOLDER [rounds]`,
// with a run of bench/large-run.mjs. Prints each round and the median, in seconds, the longest pause of the page meanwhile, and the processor time of all
// of Chromium's processes.
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const viewer = createRequire(new URL('../apps/viewer/package.json', import.meta.url));
const { build } = await import(viewer.resolve('vite'));
const { chromium } = viewer('playwright');

const [folder, rounds = '3'] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: node bench/large-run-load.mjs FOLDER [rounds]\n');
  process.exit(2);
}

const entry = 'virtual:load';
const { output } = await build({
  root: `${root}/apps/viewer`,
  configFile: false,
  logLevel: 'error',
  base: './',
  resolve: { conditions: ['@procrustes/source', 'module', 'browser', 'import', 'default'] },
  worker: { format: 'es' },
  plugins: [
    {
      name: 'load',
      resolveId: (id) => (id === entry ? `${root}/apps/viewer/src/load.js` : undefined),
      load: (id) =>
        id.endsWith('/src/load.js')
          ? `import { createRunLibrary } from './runs/create-run-library.ts';
             const library = createRunLibrary();
             globalThis.library = library;
             const input = document.querySelector('input');
             input.onchange = async () => {
               let pause = 0;
               let last = performance.now();
               const beat = setInterval(() => { pause = Math.max(pause, performance.now() - last); last = performance.now(); }, 5);
               const started = performance.now();
               await library.openFiles([...input.files]);
               const seconds = (performance.now() - started) / 1000;
               clearInterval(beat);
               const [run] = library.runs.value;
               globalThis.result = {
                 seconds, pause, problems: library.problems.value, metrics: run?.metrics.length,
                 steps: run?.norms.steps.length, sites: run?.norms.sites.length,
                 last: run?.norms.gradient.at(-1), activation: run?.norms.activation?.at(-1),
               };
             };`
          : undefined,
    },
  ],
  build: { write: false, target: 'es2022', assetsInlineLimit: 0, rollupOptions: { input: entry } },
});
const files = new Map(output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]));
const main = output.find((file) => file.type === 'chunk' && file.isEntry).fileName;
files.set('/', `<!doctype html><input type="file" webkitdirectory><script type="module" src="./${main}"></script>`);
const server = createServer(({ url }, response) => {
  const body = files.get(url);
  response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': url === '/' ? 'text/html' : 'text/javascript' });
  response.end(body);
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));

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

const browser = await chromium.launch({
  executablePath: process.env.PROCRUSTES_CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const times = [];
for (let round = 0; round < Number(rounds); round += 1) {
  const page = await browser.newPage();
  page.on('console', (message) => process.stderr.write(`${message.text()}\n`));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const before = processorSeconds();
  await page.setInputFiles('input', folder);
  const result = await (await page.waitForFunction('globalThis.result', null, { timeout: 600_000 })).jsonValue();
  process.stdout.write(`${JSON.stringify({ ...result, processorSeconds: processorSeconds() - before })}\n`);
  times.push(result.seconds);
  await page.close();
}
times.sort((a, b) => a - b);
process.stdout.write(`median ${times[Math.floor(times.length / 2)]?.toFixed(2)} s\n`);
await browser.close();
server.close();
