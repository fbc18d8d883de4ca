import type { ReadonlySignal, Signal } from '@preact/signals';
import type { Checkpoint } from '@procrustes/runs';
import type { ViewedRun } from '../viewed-run.ts';

/** Something that could not be opened, or not be read on. */
export interface RunProblem {
  readonly id: string;
  /** What the user opened. */
  readonly name: string;
  readonly message: string;
}

/** A run that a server offers: an entry of its `api/index.json`. */
export interface ServedRun {
  readonly id: string;
  readonly name: string;
}

/** The run folders that are open in the page: signals to read, verbs to call. What cannot be read is in `problems`; the rest goes on. */
export interface RunLibrary {
  /** In the order in which they were opened. */
  readonly runs: ReadonlySignal<readonly ViewedRun[]>;
  readonly problems: ReadonlySignal<readonly RunProblem[]>;
  /** Of the runs that are being opened, in [0, 1]; null where there are none. */
  readonly progress: ReadonlySignal<number | null>;
  /** Whether runs that can grow are looked at every second: those of a server, and of a folder that the page has access to. */
  readonly follow: Signal<boolean>;
  /** Opens every run among files, as from an input with `webkitdirectory`. Resolves once all are read, as do the other verbs. */
  openFiles(files: readonly File[]): Promise<void>;
  /** Opens every run in what was dropped. Call it at once in the event's handler: later the browser has forgotten the items. */
  openEntries(items: DataTransferItemList): Promise<void>;
  /** Opens every run in a folder, as from `showDirectoryPicker`. */
  openDirectory(folder: FileSystemDirectoryHandle): Promise<void>;
  /** Opens a run of the page's own server; does nothing where it is open. */
  openServed(run: ServedRun): Promise<void>;
  /** Closes a run, or ends its reading. */
  close(id: string): void;
  /** Ends the reading of all runs that are being opened. */
  cancel(): void;
  dismiss(problem: string): void;
  /** Newest first. */
  checkpoints(id: string): Promise<readonly Checkpoint[]>;
  /** The bytes of a checkpoint of {@link checkpoints}. */
  readCheckpoint(id: string, path: string): Promise<Uint8Array>;
  /** Ends the worker. */
  dispose(): void;
}
