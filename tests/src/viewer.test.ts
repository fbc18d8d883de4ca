import { appendFile, cp, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { type ServedViewer, serveViewer } from '@procrustes/viewer/server';
import { type Browser, chromium as browsers } from 'playwright';
import { SaxesParser } from 'saxes';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromium, chromiumSwitches } from '../testing/chromium.ts';
import { eventually } from '../testing/eventually.ts';
import { csvRecords, parseCsv } from '../testing/parse-csv.ts';
import { Workplace } from '../testing/run-cli.ts';
import { seriousFaults } from '../testing/serious-faults.ts';
import { ratiosOf, type WrittenRun, writeTinyRun, writtenRun } from '../testing/tiny-runs.ts';
import { viewerTests, viewerTestsRemark } from '../testing/viewer-tests.ts';
import { ViewerVisit } from '../testing/viewer-visit.ts';

// The built page over runs of the built command line, in Chromium: what it shows of them, saves of them, and makes of what is no run.

/** As the page writes a number that is neither very large nor very small. */
const digits = (value: number, count: number): string => value.toPrecision(count);

describe.runIf(viewerTests)(`runs in the viewer, in Chromium${viewerTestsRemark}`, () => {
  let workplace: Workplace;
  let served: ServedViewer;
  let browser: Browser;
  let runs: { readonly procresnet: WrittenRun; readonly resnet: WrittenRun };
  const visits: ViewerVisit[] = [];

  const visit = async (query = '?tab=runs', width = 1280): Promise<ViewerVisit> => {
    const begun = await ViewerVisit.begin(browser, served.address, query, width);
    visits.push(begun);
    return begun;
  };
  /** Chooses runs among those that the server offers, by the ends of their paths. */
  const open = async ({ page }: ViewerVisit, ...names: readonly string[]): Promise<void> => {
    for (const name of names) {
      const text = name.replaceAll(/[^\w/ ]/g, '\\$&');
      const choice = page.locator('.choices label', {
        hasText: new RegExp(name.includes('/') ? `${text}$` : `^${text}$`),
      });
      await choice.getByRole('checkbox').click();
      await eventually(() => choice.getByRole('checkbox').isEnabled()).toBe(true);
    }
  };
  const alerts = ({ page }: ViewerVisit): Promise<string[]> => page.locator('.problems li p').allInnerTexts();

  beforeAll(async () => {
    workplace = await Workplace.create();
    await writeTinyRun(workplace, 'procresnet', 'procresnet', 12);
    await writeTinyRun(workplace, 'resnet', 'resnet', 8);
    runs = { procresnet: writtenRun(workplace, 'procresnet'), resnet: writtenRun(workplace, 'resnet') };
    served = await serveViewer({ folder: workplace.path('runs'), cacheFolder: workplace.cache, port: 0 });
    browser = await browsers.launch({ executablePath: chromium, args: chromiumSwitches });
  });
  afterEach(async () => {
    for (const one of visits.splice(0)) await one.end();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await workplace?.remove();
  });

  it('shows the numbers of norms.jsonl and metrics.jsonl, at the newest step and at any that is chosen', async () => {
    const one = await visit();
    await open(one, 'procresnet');
    const { norms, metrics } = runs.procresnet;
    const strip = one.page.locator('.network');
    const check = async (record: number): Promise<void> => {
      const { step, sites, kinds, gradient, activation } = norms[record] as WrittenRun['norms'][number];
      const { loss, accuracy } = metrics[record] as WrittenRun['metrics'][number];
      const ratios = ratiosOf(norms[record] as WrittenRun['norms'][number]);
      const mean = (kind: string) => {
        const own = ratios.filter((_, block) => kinds[block + 1] === kind).map((ratio) => Math.abs(ratio - 1));
        return digits(own.reduce((sum, distance) => sum + distance, 0) / own.length, 3);
      };
      await eventually(() => one.readings()).toEqual([
        [
          'procresnet',
          String(step),
          digits(loss, 3),
          `${(100 * accuracy).toFixed(1)} %`,
          mean('identity'),
          mean('transition'),
        ],
      ]);
      for (const [block, ratio] of ratios.entries()) {
        const site = sites[block + 1];
        await strip
          .locator('button.block')
          .nth(block + 1)
          .hover();
        await eventually(() => strip.locator('.chart-readout').textContent()).toMatch(
          new RegExp(`^Step ${step}, ${site?.replace('.', '\\.')} \\(.+\\): r = ${digits(ratio, 4)}\\.$`),
        );
      }
      await strip.locator('button.block').nth(2).click();
      const dialog = one.page.getByRole('dialog');
      await eventually(() => dialog.locator('.chart-readout').first().textContent()).toBe(
        `step ${step}: r = ${digits(ratios[1] as number, 4)}, ‖∂E/∂x‖ = ${digits(gradient[2] as number, 4)}, ‖x‖ = ${digits(activation[2] as number, 4)}`,
      );
      await one.page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    };
    await check(11);
    await one.scrubTo(4);
    await check(4);
    await one.button('Follow newest').click();
    await check(11);
  });

  it('follows a run that is being written, and takes no half of a line', async () => {
    const { procresnet } = runs;
    const files = ['metrics.jsonl', 'norms.jsonl', 'projections.jsonl'] as const;
    await mkdir(workplace.path('runs', 'growing'));
    const rest = new Map<string, string>();
    for (const file of files) {
      const written = (await workplace.text('runs', 'procresnet', file)).split(/(?<=\n)/);
      const early = written.filter((line) => (JSON.parse(line) as { step: number }).step <= 5).join('');
      await writeFile(workplace.path('runs', 'growing', file), early);
      rest.set(file, written.join('').slice(early.length));
    }
    await cp(workplace.path('runs', 'procresnet', 'run.json'), workplace.path('runs', 'growing', 'run.json'));
    const one = await visit();
    await open(one, 'growing');
    const step = async () => (await one.readings())[0]?.[1];
    await eventually(step).toBe('5');
    await one.picture('loss');
    for (const file of files) {
      await appendFile(workplace.path('runs', 'growing', file), rest.get(file)?.slice(0, 40) ?? '');
    }
    // The half of a line is told of, and shown as nothing.
    await one.page.locator('.warnings').waitFor({ timeout: 60_000 });
    expect(await step()).toBe('5');
    for (const file of files) {
      await appendFile(workplace.path('runs', 'growing', file), rest.get(file)?.slice(40) ?? '');
    }
    await eventually(step).toBe('12');
    await one.page.locator('.warnings').waitFor({ state: 'detached' });
    const { csv } = await one.save('norm ratios of growing');
    expect(csvRecords(String(csv)).map((row) => Object.values(row))).toEqual(
      procresnet.norms.map((record) => [record.step, ...ratiosOf(record)]),
    );
  });

  it('opens a folder of the user’s, without a server', async () => {
    const one = await visit();
    await one.page.getByLabel('Folder of runs').setInputFiles(workplace.path('runs', 'resnet'));
    await eventually(() => one.readings()).toHaveLength(1);
    expect((await one.readings())[0]?.slice(0, 3)).toEqual([
      'resnet',
      '8',
      digits(runs.resnet.metrics.at(-1)?.loss as number, 3),
    ]);
  });

  it('compares runs, and saves every picture as drawing, image and data', async () => {
    const one = await visit();
    await open(one, 'procresnet', 'resnet');
    const both = [runs.procresnet, runs.resnet];
    await eventually(async () => (await one.readings()).map(([name, step]) => [name, step])).toEqual([
      ['procresnet', '12'],
      ['resnet', '8'],
    ]);
    const pictures = await one.pictures();
    expect(pictures).toEqual([
      'norm ratios of procresnet',
      'norm ratios of resnet',
      'distance from norm preservation',
      'blocks of procresnet',
      'blocks of resnet',
      'gradient norm along the net',
      'distribution of the norm ratios',
      'loss',
      'accuracy',
      'singular values of procresnet',
      'spectrum of procresnet',
      'projections of procresnet',
    ]);
    const tables = new Map<string, string>();
    for (const picture of pictures) {
      const { svg, png, csv } = await one.save(picture);
      expect(csv, picture).toBeDefined();
      expect(parseCsv(String(csv)).length, picture).toBeGreaterThan(1);
      tables.set(picture, String(csv));
      // The receipts are a table already.
      if (picture.startsWith('projections')) continue;
      const size = await drawnSize(one, String(svg));
      expect(pngSize(png), picture).toEqual(size.map((pixels) => 2 * Math.ceil(pixels)));
    }
    const table = (picture: string) => csvRecords(tables.get(picture) ?? '');

    for (const { name, norms } of both) {
      // What belongs to the stem has its ratio in no picture.
      const ratios = norms.map((record) => [
        record.step,
        ...ratiosOf(record).filter((_, block) => record.kinds[block + 1] !== 'stem'),
      ]);
      expect(table(`norm ratios of ${name}`).map((row) => Object.values(row))).toEqual(ratios);
      expect(table(`blocks of ${name}`).map((row) => Object.values(row))).toEqual(ratios);
    }
    for (const quantity of ['loss', 'accuracy'] as const) {
      const of = (run: WrittenRun, images: 'training' | 'validation') =>
        run[images === 'training' ? 'metrics' : 'validation'].map(({ step, [quantity]: value }) => [
          run.name,
          images,
          step,
          value,
        ]);
      expect(table(quantity).map(({ run, images, step, [quantity]: value }) => [run, images, step, value])).toEqual(
        both.flatMap((run) => [...of(run, 'training'), ...of(run, 'validation')]),
      );
    }
    expect(
      table('gradient norm along the net').map((row) => [row.run, row.step, row.site, row['gradient norm']]),
    ).toEqual(
      both.flatMap(({ name, norms }) => {
        const { step, sites, gradient } = norms.at(-1) as WrittenRun['norms'][number];
        return sites.map((site, index) => [name, step, site, gradient[index]]);
      }),
    );
    const deviations = table('distance from norm preservation');
    for (const { name, norms } of both) {
      for (const record of norms) {
        for (const kind of new Set(record.kinds.filter((one) => one !== 'stem'))) {
          const own = ratiosOf(record).filter((_, block) => record.kinds[block + 1] === kind);
          const mean = own.reduce((sum, ratio) => sum + Math.abs(ratio - 1), 0) / own.length;
          const row = deviations.find((one) => one.run === name && one.step === record.step && one.kind === kind);
          expect(row?.['mean |r - 1|'], `${name} ${record.step} ${kind}`).toBeCloseTo(mean, 12);
        }
      }
    }
    const shares = new Map<string, number>();
    for (const { run, kind, share } of table('distribution of the norm ratios')) {
      shares.set(`${run} ${kind}`, (shares.get(`${run} ${kind}`) ?? 0) + Number(share));
    }
    expect([...shares.keys()]).toContain('resnet transition');
    for (const [of, share] of shares) expect(share, of).toBeCloseTo(1, 10);
    const receipts = runs.procresnet.projections.flatMap(({ step, receipts }) =>
      receipts.map(({ parameter, before, after, residual }) => [
        step,
        parameter,
        (before as { min: number }).min,
        (after as { max: number }).max,
        residual,
      ]),
    );
    for (const picture of ['singular values of procresnet', 'projections of procresnet']) {
      expect(
        table(picture).map((row) => [
          row.step,
          row.parameter,
          row['sigma min before'],
          row['sigma max after'],
          row.residual,
        ]),
      ).toEqual(receipts);
    }

    await one.page.locator('.network').first().locator('button.block').nth(1).click();
    const site = runs.procresnet.norms[0]?.sites[1];
    const { svg, png, csv } = await one.save(`gradient norm of ${site}`);
    expect(pngSize(png)).toEqual((await drawnSize(one, String(svg))).map((pixels) => 2 * Math.ceil(pixels)));
    expect(csvRecords(String(csv)).map((row) => Object.values(row))).toEqual(
      runs.procresnet.norms.map((record) => [
        record.step,
        record.gradient[1],
        record.activation[1],
        ratiosOf(record)[0],
      ]),
    );
  });

  it.each([360, 1280])(
    'has no serious fault by axe at %i pixels, in both themes, with a block’s details too',
    async (width) => {
      for (const query of ['', '?tab=runs']) {
        const one = await visit(query, width);
        if (query !== '') {
          await open(one, 'procresnet', 'resnet');
          for (const picture of await one.pictures()) await one.picture(picture);
          // Under its tools a picture has the whole card, but for the padding.
          const shares = await one.page
            .locator('.chart-card')
            .evaluateAll((cards) =>
              cards.map((card) => (card.querySelector('.chart-slot')?.clientWidth ?? 0) / card.clientWidth),
            );
          expect(Math.min(...shares)).toBeGreaterThan(0.85);
        }
        for (const colorScheme of ['light', 'dark'] as const) {
          await one.page.emulateMedia({ colorScheme });
          expect(await seriousFaults(one.page), `${query} ${colorScheme}`).toEqual([]);
          if (query === '') continue;
          await one.page.locator('button.block').nth(1).click();
          await one.page.getByRole('dialog').locator('figure').first().waitFor();
          expect(await seriousFaults(one.page), `details ${colorScheme}`).toEqual([]);
          await one.page.keyboard.press('Escape');
        }
        expect(await one.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      }
    },
  );

  describe('what is no run, or a bad one', () => {
    const files = (name: string) => (file: string) => workplace.path('runs', 'bad', name, file);
    /** A copy of a run with one file spoilt. */
    const spoil = async (name: string, file: string, how: (path: string, text: string) => Promise<void>) => {
      await cp(workplace.path('runs', 'procresnet'), workplace.path('runs', 'bad', name), { recursive: true });
      const path = files(name)(file);
      await how(path, await readFile(path, 'utf8'));
    };
    const enlarge = (bytes: number) => (path: string) => truncate(path, bytes);
    const replace = (from: string | RegExp, to: string) => (path: string, text: string) =>
      writeFile(
        path,
        text.replace(from, () => to),
      );

    it.each<[string, string, (path: string, text: string) => Promise<void>, RegExp]>([
      ['malformed', 'run.json', replace(/.*/s, '{"format": 1,'), /run\.json: expected JSON/],
      [
        'newer',
        'run.json',
        replace('"format": 1', '"format": 2'),
        /found format 2, can read format 1: use the version/,
      ],
      ['vast-json', 'run.json', enlarge(2 ** 32), /run\.json: expected at most 16777216 bytes, found 4294967296/],
      ['vast-metrics', 'metrics.jsonl', enlarge(2 ** 32), /metrics\.jsonl: expected at most 268435456 bytes/],
      ['vast-norms', 'norms.jsonl', enlarge(2 ** 32), /norms\.jsonl line 13: expected at most 16777216 bytes/],
      [
        'nonsense',
        'norms.jsonl',
        replace(/\n[^\n]*\n/, '\nnonsense\n'),
        /norms\.jsonl line 2: expected JSON, found "nonsense"/,
      ],
      ['wrong', 'norms.jsonl', replace('"gradient":[', '"gradient":["<b>",'), /norms\.jsonl line 1: /],
    ])('tells in place what is %s, and goes on', async (name, file, how, message) => {
      await spoil(name, file, how);
      const one = await visit();
      await open(one, `bad/${name}`, 'resnet');
      await eventually(() => alerts(one)).toEqual([expect.stringMatching(message)]);
      await eventually(async () => (await one.readings()).map(([run]) => run)).toEqual(['resnet']);
      await one.page.getByRole('button', { name: /^Dismiss/ }).click();
      expect(await alerts(one)).toEqual([]);
    });

    it('shows what stands before a torn last line, and a warning', async () => {
      await spoil('torn', 'norms.jsonl', (path, text) => writeFile(path, text.slice(0, -30)));
      const one = await visit();
      await open(one, 'bad/torn');
      await eventually(() => one.readings()).toHaveLength(1);
      await one.page.locator('.warnings summary').click();
      expect(await one.page.locator('.warnings li').textContent()).toMatch(/norms\.jsonl/);
      expect(await one.page.locator('.opened .hint').textContent()).toMatch(/11 probes/);
    });

    it('says of a folder without a run that it has none', async () => {
      await mkdir(workplace.path('letters'));
      await writeFile(workplace.path('letters', 'a.txt'), 'no run');
      const one = await visit();
      await one.page.getByLabel('Folder of runs').setInputFiles(workplace.path('letters'));
      await eventually(() => alerts(one)).toEqual([expect.stringMatching(/^letters holds no run: expected a folder/)]);
    });

    it('refuses a checkpoint that is far too large before it is read', async () => {
      await spoil('vast-checkpoint', 'checkpoints/step-00000012.safetensors', enlarge(2 ** 32));
      const one = await visit();
      await open(one, 'bad/vast-checkpoint');
      await one.button('Probe').click();
      await eventually(() => one.page.locator('.tools [role=alert]').textContent()).toMatch(
        /step-00000012\.safetensors: expected at most 536870912 bytes, found 4294967296/,
      );
    });

    it('shows names and fields as text, whatever they look like', async () => {
      const markup = '<img src=x onerror="globalThis.evil=1">';
      const json = JSON.stringify(markup).slice(1, -1);
      await spoil('markup', 'run.json', replace('"name": "procresnet-13"', `"name": "${json}"`));
      await replace(/"layer1\.0"/g, `"${json}"`)(
        files('markup')('norms.jsonl'),
        await readFile(files('markup')('norms.jsonl'), 'utf8'),
      );
      await replace(/"conv1\.weight"/g, `"${json}"`)(
        files('markup')('projections.jsonl'),
        await readFile(files('markup')('projections.jsonl'), 'utf8'),
      );
      await cp(workplace.path('runs', 'bad', 'markup'), workplace.path('runs', markup), { recursive: true });
      const one = await visit();
      await open(one, markup);
      await eventually(async () => (await one.readings())[0]?.[0]).toBe(markup);
      expect(await one.page.locator('.opened .hint').textContent()).toContain(`${markup} on synthetic`);
      for (const picture of await one.pictures()) {
        const { svg, csv } = await one.save(picture);
        if (svg !== undefined) await drawnSize(one, String(svg));
        parseCsv(String(csv));
      }
      await one.page.locator('button.block').nth(1).click();
      expect(await one.page.getByRole('dialog').getByRole('heading').first().textContent()).toContain(
        `${markup}, block 1`,
      );
      expect(await one.page.locator('img').count()).toBe(0);
      expect(await one.page.evaluate('globalThis.evil')).toBeUndefined();
    });
  });

  it('says what is missing where there is no WebGL, and shows runs all the same', async () => {
    const without = await browsers.launch({
      executablePath: chromium,
      // --disable-3d-apis would leave a worker its WebGL, which is all that the page needs.
      args: [
        ...chromiumSwitches.filter((one) => one === '--no-sandbox'),
        '--disable-gpu',
        '--disable-software-rasterizer',
      ],
    });
    try {
      const one = await ViewerVisit.begin(without, served.address);
      await one.page.getByRole('heading', { name: 'This browser cannot train here' }).waitFor();
      expect(await one.page.locator('.missing').textContent()).toContain('What is missing: WebGL 2');
      await one.button('Open runs').click();
      await open(one, 'procresnet');
      await eventually(() => one.readings()).toHaveLength(1);
      await one.picture('norm ratios of procresnet');
      await one.end();
    } finally {
      await without.close();
    }
  });
});

/** The size of an SVG file as a browser draws it by itself, with nothing of the page around. */
async function drawnSize({ page }: ViewerVisit, svg: string): Promise<number[]> {
  const parser = new SaxesParser({ xmlns: true });
  const links: string[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ attributes }) => {
    for (const { local, value } of Object.values(attributes)) {
      if ((local === 'href' || local === 'src') && !/^(#|data:image\/png)/.test(value)) links.push(value);
      if (value.includes('var(')) links.push(value);
    }
  });
  parser.write(svg).close();
  expect(links).toEqual([]);
  return page.evaluate(async (text) => {
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  }, svg);
}

/** Width and height of a PNG by its first chunk. */
function pngSize(png: Buffer | undefined): number[] {
  expect(png?.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  expect(png?.subarray(12, 16).toString('latin1')).toBe('IHDR');
  return [png?.readUInt32BE(16) ?? 0, png?.readUInt32BE(20) ?? 0];
}
