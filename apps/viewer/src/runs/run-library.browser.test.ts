import { type NormsRecord, runFiles } from '@procrustes/runs';
import {
  exampleDescription,
  exampleMetrics,
  exampleNorms,
  exampleProjections,
  exampleValidation,
} from '@procrustes/runs/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ViewedRun } from '../viewed-run.ts';
import { createRunLibrary } from './create-run-library.ts';
import type { RunLibrary } from './run-library.ts';

let library: RunLibrary;
beforeEach(() => {
  library = createRunLibrary();
});
afterEach(() => library.dispose());

const lines = (records: readonly object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');
const upTo = (steps: number) => Array.from({ length: steps }, (_, index) => index + 1);

/** The files of a run of so many steps, by their paths. */
function runOf(steps: number, changes: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    [runFiles.description]: JSON.stringify(exampleDescription),
    [runFiles.metrics]: lines(upTo(steps).map(exampleMetrics)),
    [runFiles.validation]: lines([exampleValidation(steps)]),
    [runFiles.norms]: lines(upTo(steps).map(exampleNorms)),
    [runFiles.projections]: lines([exampleProjections(steps)]),
    'checkpoints/step-00000002.safetensors': 'two',
    'checkpoints/step-00000010.safetensors': 'ten',
    ...changes,
  };
}

/** Files as an input with `webkitdirectory` gives them. */
function picked(folder: string, files: Readonly<Record<string, string>>): File[] {
  return Object.entries(files).map(([path, text]) => {
    const file = new File([text], path.split('/').at(-1) as string);
    Object.defineProperty(file, 'webkitRelativePath', { value: `${folder}/${path}` });
    return file;
  });
}

const root = () => navigator.storage.getDirectory();

async function put(folder: FileSystemDirectoryHandle, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const parts = path.split('/');
    let inner = folder;
    for (const part of parts.slice(0, -1)) inner = await inner.getDirectoryHandle(part, { create: true });
    const writable = await (await inner.getFileHandle(parts.at(-1) as string, { create: true })).createWritable();
    await writable.write(text);
    await writable.close();
  }
}

async function folderOf(files: Readonly<Record<string, string>>): Promise<FileSystemDirectoryHandle> {
  const folder = await (await root()).getDirectoryHandle(`folder-${crypto.randomUUID()}`, { create: true });
  await put(folder, files);
  return folder;
}

function recordsOf({ norms: { sites, kinds, steps, gradient, activation } }: ViewedRun): NormsRecord[] {
  const row = (values: Float64Array | null, index: number) => [
    ...(values ?? []).slice(index * sites.length, (index + 1) * sites.length),
  ];
  return steps.map((step, index) => ({
    step,
    sites,
    kinds,
    gradient: row(gradient, index),
    activation: row(activation, index),
  }));
}

function expectRun(run: ViewedRun | undefined, steps: number): void {
  expect(run).toMatchObject({ origin: 'folder', description: exampleDescription, warnings: [] });
  expect(run?.metrics).toEqual(upTo(steps).map(exampleMetrics));
  expect(run?.validation).toEqual([exampleValidation(steps)]);
  expect(run?.projections).toEqual([exampleProjections(steps)]);
  expect(recordsOf(run as ViewedRun)).toEqual(upTo(steps).map(exampleNorms));
}

describe('files that were picked', () => {
  it('open as a run, read in a worker', async () => {
    const shares: (number | null)[] = [];
    library.progress.subscribe((share) => shares.push(share));
    await library.openFiles(picked('resnet', runOf(10)));
    const [run] = library.runs.value;
    expectRun(run, 10);
    expect(run?.name).toBe('resnet');
    expect(library.problems.value).toEqual([]);
    expect(shares[0]).toBeNull();
    expect(shares).toContain(0);
    expect(library.progress.value).toBeNull();
  });

  it('open as all the runs that they hold, each with its own files', async () => {
    await library.openFiles([
      ...picked('runs/first', runOf(3)),
      ...picked('runs/deep/er/second', runOf(5)),
      ...picked('runs', { 'notes.txt': 'x' }),
    ]);
    expect(library.runs.value.map(({ name, metrics }) => [name, metrics.length])).toEqual([
      ['runs/deep/er/second', 5],
      ['runs/first', 3],
    ]);
    expect(new Set(library.runs.value.map(({ id }) => id)).size).toBe(2);
  });

  it('may be loose files of one run', async () => {
    const files = picked('x', runOf(2)).map((file) => new File([file], file.name));
    await library.openFiles(files);
    expectRun(library.runs.value[0], 2);
  });

  it('open where others are malformed, of a later format or no run, and the faults are told in place', async () => {
    const html = '<img src=x onerror=alert(1)>';
    await library.openFiles([
      ...picked('runs/good', runOf(4)),
      ...picked('runs/broken', runOf(4, { [runFiles.norms]: `${lines([exampleNorms(1)])}${html}\n` })),
      ...picked('runs/later', runOf(4, { [runFiles.description]: '{"format":2}' })),
      ...picked('runs/torn', runOf(4, { [runFiles.metrics]: `${lines([exampleMetrics(1)])}{"step"` })),
    ]);
    await library.openFiles(picked('holiday', { 'beach.jpg': '' }));
    await library.openFiles([]);
    expect(library.runs.value.map(({ name }) => name)).toEqual(['runs/good', 'runs/torn']);
    expectRun(library.runs.value[0], 4);
    expect(library.runs.value[1]?.warnings).toEqual([
      'runs/torn/metrics.jsonl line 2: left out, cut short after 7 bytes (no newline)',
    ]);
    const problems = library.problems.value;
    expect(problems.map(({ name, message }) => `${name}: ${message}`).sort()).toEqual([
      'holiday: holds no run: expected a folder with run.json in it, or a folder of those',
      'nothing: holds no run: expected a folder with run.json in it, or a folder of those',
      `runs/broken: runs/broken/norms.jsonl line 2: expected JSON, found ${JSON.stringify(html)}`,
      expect.stringContaining('runs/later: runs/later/run.json: found format 2, can read format 1'),
    ]);
    library.dismiss(problems[0]?.id as string);
    expect(library.problems.value).toHaveLength(3);
  });

  it('give their checkpoints, newest first, and say which is not there', async () => {
    await library.openFiles(picked('resnet', runOf(2)));
    const [run] = library.runs.value as [ViewedRun];
    const found = await library.checkpoints(run.id);
    expect(found.map(({ step }) => step)).toEqual([10, 2]);
    const bytes = await library.readCheckpoint(run.id, found[0]?.path as string);
    expect(new TextDecoder().decode(bytes)).toBe('ten');
    await expect(library.readCheckpoint(run.id, 'checkpoints/step-00000003.safetensors')).rejects.toThrow(
      'resnet/checkpoints/step-00000003.safetensors: there is no such checkpoint any more',
    );
    await expect(library.readCheckpoint(run.id, '../secret')).rejects.toThrow('expected a path inside the run');
    library.close(run.id);
    expect(library.runs.value).toEqual([]);
    await expect(library.checkpoints(run.id)).rejects.toThrow('not open any more');
  });

  it('of many steps come in parts and are whole in the end', async () => {
    await library.openFiles(picked('long', runOf(7001)));
    const [run] = library.runs.value;
    expect(run?.metrics).toHaveLength(7001);
    expect(run?.metrics.every(({ step }, index) => step === index + 1)).toBe(true);
    expect(run?.norms.gradient.length).toBe(4 * 7001);
  });

  it('are let go where the reading is ended', async () => {
    const opening = library.openFiles(picked('long', runOf(5000)));
    await vi.waitUntil(() => library.progress.value !== null, { timeout: 60_000 });
    library.cancel();
    await opening;
    expect(library.runs.value).toEqual([]);
    expect(library.problems.value).toEqual([]);
    expect(library.progress.value).toBeNull();
    await library.openFiles(picked('short', runOf(1)));
    expect(library.runs.value.map(({ name }) => name)).toEqual(['short']);
  });
});

describe('a folder that the page has access to', () => {
  it('opens as all its runs', async () => {
    const files = [
      ...Object.entries(runOf(2)).map(([path, text]) => [`a/${path}`, text]),
      ...Object.entries(runOf(3)).map(([path, text]) => [`b/c/${path}`, text]),
    ];
    const folder = await folderOf(Object.fromEntries(files));
    await library.openDirectory(folder);
    expect(library.runs.value.map(({ name }) => name)).toEqual([`${folder.name}/a`, `${folder.name}/b/c`]);
    expectRun(library.runs.value[1], 3);
    await library.openDirectory(await folderOf({ 'notes.txt': '' }));
    expect(library.problems.value).toHaveLength(1);
  });

  it('is followed while a run is written, cut back and goes on; not while following is off', async () => {
    const folder = await folderOf(runOf(3));
    await library.openDirectory(folder);
    const run = () => library.runs.value[0] as ViewedRun;
    expectRun(run(), 3);
    await put(folder, runOf(6));
    await vi.waitUntil(() => run().validation[0]?.step === 6 || run().norms.steps.length === 6, { timeout: 60_000 });
    await vi.waitUntil(() => run().metrics.length === 6, { timeout: 60_000 });
    expect(recordsOf(run())).toEqual(upTo(6).map(exampleNorms));
    await put(folder, runOf(2));
    await vi.waitUntil(() => run().metrics.length === 2, { timeout: 60_000 });
    await vi.waitUntil(() => run().validation[0]?.step === 2 && run().norms.steps.length === 2, { timeout: 60_000 });
    expectRun(run(), 2);
    library.follow.value = false;
    // A look that is under way comes to its end.
    await new Promise((later) => setTimeout(later, 1000));
    await put(folder, runOf(4));
    await new Promise((later) => setTimeout(later, 2500));
    expect(run().metrics).toHaveLength(2);
    library.follow.value = true;
    await vi.waitUntil(() => run().metrics.length === 4, { timeout: 60_000 });
  });

  it('that turns bad stays as it was, with the fault told', async () => {
    const folder = await folderOf(runOf(3));
    await library.openDirectory(folder);
    const before = library.runs.value[0] as ViewedRun;
    await put(folder, { [runFiles.norms]: `${lines(upTo(3).map(exampleNorms))}nonsense\n` });
    await vi.waitUntil(() => library.problems.value.length > 0, { timeout: 60_000 });
    expect(library.problems.value[0]?.message).toContain('norms.jsonl line 4: expected JSON, found "nonsense"');
    expect(library.runs.value).toEqual([before]);
  });
});

describe('what is dropped', () => {
  it('opens, folders and loose files alike', async () => {
    const folder = await folderOf(runOf(3));
    const file = (name: string, text: string) => ({
      name,
      isFile: true,
      file: (take: (file: File) => void) => take(new File([text], name)),
    });
    // A browser fills a drop's items from the hands of a user alone; these stand for them.
    const loose = Object.entries(runOf(2)).filter(([path]) => !path.includes('/'));
    const directory = {
      name: 'entry',
      isFile: false,
      createReader: () => {
        const batches = [loose.slice(0, 2), loose.slice(2), []];
        return {
          readEntries: (take: (entries: unknown[]) => void) =>
            take((batches.shift() ?? []).map(([name, text]) => file(name, text))),
        };
      },
    };
    const items = [
      { kind: 'string' },
      { kind: 'file', webkitGetAsEntry: () => null, getAsFileSystemHandle: async () => folder },
      { kind: 'file', webkitGetAsEntry: () => directory },
    ];
    await library.openEntries(items as unknown as DataTransferItemList);
    expect(library.problems.value).toEqual([]);
    const runNamed = (name: string) => library.runs.value.find((run) => run.name === name);
    expect(library.runs.value).toHaveLength(2);
    expectRun(runNamed(folder.name), 3);
    expectRun(runNamed('entry'), 2);
  });
});

describe('a server that is not there', () => {
  it('is a problem in place', async () => {
    await library.openServed({ id: 'none', name: 'gone' });
    expect(library.runs.value).toEqual([]);
    expect(library.problems.value[0]?.name).toBe('gone');
    expect(library.problems.value[0]?.message).toContain('gone: ');
  });
});
