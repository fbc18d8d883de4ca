import { computed, effect, signal } from '@preact/signals';
import type { ViewedRun } from '../viewed-run.ts';
import { OpenedRun } from './opened-run.ts';
import { ReadingWorker } from './reading-client.ts';
import type { ReadingReport, RunPlace } from './reading-protocol.ts';
import { filesOfEntries, runsAmongFiles, runsInDirectory } from './run-folders.ts';
import type { RunLibrary, RunProblem } from './run-library.ts';

interface Entry {
  readonly id: string;
  readonly run: OpenedRun;
  /** Of its first reading; 1 afterwards. */
  readonly share: number;
  /** Ends the wait for the first reading. */
  readonly opened: () => void;
}

/** An empty library. Its worker starts with the first run that is opened. */
export function createRunLibrary(): RunLibrary {
  const entries = signal<readonly Entry[]>([]);
  // Apart from the entries, which change with every progress.
  const runs = signal<readonly ViewedRun[]>([]);
  const problems = signal<readonly RunProblem[]>([]);
  const follow = signal(true);
  const worker = new ReadingWorker(onReport, onCrash);
  let named = 0;
  const nextId = (kind: string) => {
    named += 1;
    return `${kind}-${named}`;
  };

  const opening = computed(() => entries.value.filter(({ share }) => share < 1));
  const show = () => {
    runs.value = entries.peek().flatMap(({ run }) => run.viewed ?? []);
  };
  const report = (name: string, message: string) => {
    problems.value = [...problems.value, { id: nextId('problem'), name, message }];
  };
  const change = (id: string, changed: Partial<Entry>) => {
    entries.value = entries.value.map((entry) => (entry.id === id ? { ...entry, ...changed } : entry));
  };

  function onReport(message: Exclude<ReadingReport, { type: 'answer' | 'refusal' }>): void {
    const entry = entries.peek().find(({ id }) => id === message.run);
    // Closed while the message was under way.
    if (entry === undefined) return;
    switch (message.type) {
      case 'progress':
        // Read, but not taken in yet.
        if (entry.share < 1) change(entry.id, { share: Math.min(message.share, 0.99) });
        break;
      case 'records':
        entry.run.add(message);
        break;
      case 'growth':
        entry.run.grow(message.growth);
        if (entry.share < 1) change(entry.id, { share: 1 });
        show();
        entry.opened();
        break;
      case 'failure':
        report(entry.run.name, message.message);
        // What was read of it before stays in the page.
        if (entry.run.viewed === undefined) forget(entry.id);
        entry.opened();
        break;
    }
  }

  function onCrash(reason: string): void {
    for (const { id, run, opened } of opening.peek()) {
      report(run.name, `reading it failed: ${reason}`);
      forget(id);
      opened();
    }
  }

  function forget(id: string): void {
    entries.value = entries.value.filter((entry) => entry.id !== id);
    show();
  }

  const open = (place: RunPlace, id = nextId(place.kind)): Promise<void> =>
    new Promise((opened) => {
      entries.value = [...entries.value, { id, run: new OpenedRun(id, place.name), share: 0, opened }];
      worker.request({ type: 'open', run: id, place, follow: place.kind !== 'files' && follow.peek() });
    });

  /** Opens what `find` finds, or tells why there is nothing. */
  const openFound = async (name: string, find: () => Promise<readonly RunPlace[]>): Promise<void> => {
    try {
      const places = await find();
      if (places.length === 0)
        report(name, 'holds no run: expected a folder with run.json in it, or a folder of those');
      await Promise.all(places.map((place) => open(place)));
    } catch (error) {
      report(name, `cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  const stopFollowing = effect(() => {
    const wanted = follow.value;
    for (const { id } of entries.peek()) {
      if (!id.startsWith('files-')) worker.request({ type: 'follow', run: id, follow: wanted });
    }
  });

  const close = (id: string) => {
    const entry = entries.peek().find((one) => one.id === id);
    if (entry === undefined) return;
    worker.request({ type: 'close', run: id });
    forget(id);
    entry.opened();
  };

  return {
    runs,
    problems,
    progress: computed(() => {
      const shares = opening.value.map(({ share }) => share);
      return shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length;
    }),
    follow,
    openFiles: (files) => {
      const byPath = new Map(files.map((file) => [file.webkitRelativePath || file.name, file]));
      return openFound(nameOfFiles([...byPath.keys()]), async () => runsAmongFiles(byPath));
    },
    openEntries: async (items) => {
      // Both ways at once: after the event's handler the items are gone.
      const dropped = [...items]
        .filter(({ kind }) => kind === 'file')
        .map((item) => ({ entry: item.webkitGetAsEntry(), handle: handleOf(item) }));
      const loose: FileSystemEntry[] = [];
      const openings: Promise<void>[] = [];
      for (const { entry, handle } of dropped) {
        const folder = await handle;
        if (folder?.kind === 'directory') {
          const directory = folder as FileSystemDirectoryHandle;
          openings.push(openFound(folder.name, () => runsInDirectory(directory)));
        } else if (entry !== null) loose.push(entry);
      }
      if (loose.length > 0) {
        const names = loose.map(({ name }) => name);
        openings.push(openFound(nameOfFiles(names), async () => runsAmongFiles(await filesOfEntries(loose))));
      }
      await Promise.all(openings);
    },
    openDirectory: (folder) => openFound(folder.name, () => runsInDirectory(folder)),
    openServed: async ({ id, name }) => {
      const run = `served-${id}`;
      if (entries.peek().some((entry) => entry.id === run)) return;
      const address = new URL(`api/runs/${encodeURIComponent(id)}/`, document.baseURI).href;
      await open({ kind: 'served', name, address }, run);
    },
    close,
    cancel: () => {
      for (const { id } of opening.peek()) close(id);
    },
    dismiss: (problem) => {
      problems.value = problems.value.filter(({ id }) => id !== problem);
    },
    checkpoints: (run) => worker.ask({ type: 'checkpoints', run }),
    readCheckpoint: (run, path) => worker.ask({ type: 'checkpoint', run, path }),
    dispose: () => {
      stopFollowing();
      worker.end();
    },
  };
}

/** What a user is told to have opened: the folder that all is in, or the first file. */
function nameOfFiles(paths: readonly string[]): string {
  return paths[0]?.split('/')[0] ?? 'nothing';
}

/** Undefined where the browser has no handles, or grants none. */
function handleOf(item: DataTransferItem): Promise<FileSystemHandle | null | undefined> {
  const { getAsFileSystemHandle } = item as { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> };
  return getAsFileSystemHandle?.call(item).catch(() => undefined) ?? Promise.resolve(undefined);
}
