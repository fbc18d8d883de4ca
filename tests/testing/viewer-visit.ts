import type { Browser, BrowserContext, Locator, Page, Request } from 'playwright';
import { expect } from 'vitest';
import { eventually } from './eventually.ts';

/** What is not the page’s own: the browser about a GPU that is played on the CPU, or is not there. */
const ofTheBrowser =
  /GL Driver Message|GPU stall due to ReadPixels|Automatic fallback to software WebGL|No available adapters|Failed to create WebGPU Context Provider/;

/** A visit to the viewer's page in a browser, which takes down all that it asks for and complains of. */
export class ViewerVisit {
  readonly page: Page;
  readonly address: string;
  /** Everything that the page and its workers asked for. */
  readonly requests: Request[] = [];
  readonly #context: BrowserContext;
  readonly #complaints: string[] = [];
  /** Those that were answered with a part of a file. */
  readonly #ranges = new WeakSet<Request>();

  private constructor(context: BrowserContext, page: Page, address: string) {
    this.#context = context;
    this.page = page;
    this.address = address;
    context.on('request', (request) => this.requests.push(request));
    context.on('requestfailed', (request) => {
      const failure = request.failure()?.errorText;
      // A range that the page has no more use for, because the file is malformed before it, or that it read into memory of its own, which
      // Chromium takes for broken off.
      if (failure === 'net::ERR_ABORTED' && this.#ranges.has(request)) return;
      this.#complaints.push(`${request.method()} ${request.url()}: ${failure}`);
    });
    context.on('response', (response) => {
      if (response.status() === 206) this.#ranges.add(response.request());
      if (response.status() >= 400) this.#complaints.push(`${response.status()} ${response.url()}`);
    });
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !ofTheBrowser.test(message.text())) {
        this.#complaints.push(`${message.type()}: ${message.text()}`);
      }
    });
    context.on('weberror', (error) => this.#complaints.push(String(error.error())));
  }

  static async begin(browser: Browser, address: string, query = '', width = 1280): Promise<ViewerVisit> {
    const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(300_000);
    await page.addInitScript(() => {
      const tasks: number[] = [];
      Object.assign(globalThis, { longTasks: tasks });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) tasks.push(duration);
      }).observe({ type: 'longtask' });
    });
    const visit = new ViewerVisit(context, page, address);
    await page.goto(`${address}${query}`);
    return visit;
  }

  /** Whether nothing went wrong and nothing was asked of another origin; ends the visit. */
  async end(): Promise<void> {
    // Before the page closes, which breaks off what is under way.
    const complaints = [...this.#complaints];
    await this.#context.close();
    expect(complaints).toEqual([]);
    expect(this.requests.length).toBeGreaterThan(0);
    expect(this.requests.map((request) => request.url()).filter((url) => !isOf(this.address, url))).toEqual([]);
  }

  /** Milliseconds of the tasks of the page's thread above 50 ms since it was asked last. */
  longTasks(): Promise<number[]> {
    return this.page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks.splice(0));
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The numbers of every run at the cursor: their rows as texts. */
  async readings(): Promise<string[][]> {
    const rows = await this.page.locator('.readings tbody tr').all();
    return Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()));
  }

  /** The name of a picture in the page, in the order in which they stand there. */
  async pictures(): Promise<string[]> {
    const labels = await this.page
      .locator('.chart-card .export-menu > button')
      .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label') ?? ''));
    return labels.map((label) => label.replace(/^Save /, ''));
  }

  /** Brings a picture into sight and waits until it is drawn. */
  async picture(name: string): Promise<Locator> {
    const save = this.button(`Save ${name}`);
    await save.scrollIntoViewIfNeeded();
    const card = this.page.locator('.chart-card').filter({ has: save });
    await eventually(() => save.isEnabled()).toBe(true);
    return card;
  }

  /** Saves a picture by its menu in every form that this offers. */
  async save(name: string): Promise<Readonly<Record<string, Buffer>>> {
    await this.picture(name);
    const files: Record<string, Buffer> = {};
    const items = this.page.getByRole('menuitem');
    for (let item = 0, count = 1; item < count; item += 1) {
      await this.button(`Save ${name}`).click();
      await items.first().waitFor();
      count = await items.count();
      const [download] = await Promise.all([this.page.waitForEvent('download'), items.nth(item).click()]);
      const chunks: Buffer[] = [];
      for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
      files[download.suggestedFilename().split('.').at(-1) ?? ''] = Buffer.concat(chunks);
    }
    return files;
  }

  /** Moves the cursor to a recorded step by its keys. */
  async scrubTo(index: number): Promise<void> {
    const slider = this.page.getByLabel('Step', { exact: true });
    await slider.focus();
    await slider.press('Home');
    for (let at = 0; at < index; at += 1) await slider.press('ArrowRight');
  }
}

const isOf = (address: string, url: string): boolean => /^(data|blob):/.test(url) || url.startsWith(address);
