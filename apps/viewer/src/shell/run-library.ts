import type { ReadonlySignal, Signal } from '@preact/signals';
import type { ViewedRun } from '../viewed-run.ts';
import type { ServedRun } from './served-index.ts';

/** The opened run folders, as the page sees them. */
export interface RunLibrary {
  readonly runs: ReadonlySignal<readonly ViewedRun[]>;
  readonly problems: ReadonlySignal<readonly { readonly name: string; readonly message: string }[]>;
  readonly progress: ReadonlySignal<number | null>;
  readonly follow: Signal<boolean>;
  openFiles(files: readonly File[]): Promise<void>;
  openEntries(items: DataTransferItemList): Promise<void>;
  openDirectory(handle: FileSystemDirectoryHandle): Promise<void>;
  openServed(run: ServedRun): Promise<void>;
  close(id: string): void;
  checkpoints(id: string): Promise<readonly { readonly step: number; readonly path: string }[]>;
  readCheckpoint(id: string, path: string): Promise<Uint8Array>;
}
