import { basename } from 'node:path';
import { type RunStore, runFiles } from '@procrustes/runs';
import type { FolderStore } from '@procrustes/runs/node';
import { aloneWith } from './alone-with.ts';
import { readChartedRun } from './read-charted-run.ts';
import { note } from './terminal.ts';

/** The report about some runs as a page. */
export async function reportOf(stores: readonly RunStore[]): Promise<Uint8Array> {
  // Here rather than above: what draws takes 0.4 s to load, which is most of a short command.
  const [{ runReport }, { createDocument }] = await Promise.all([
    import('@procrustes/charts'),
    import('@procrustes/charts/node'),
  ]);
  const runs = [];
  for (const store of stores) {
    const run = await readChartedRun(store);
    for (const warning of run.warnings) note(`warning: ${warning}`);
    runs.push({ name: basename(store.name), run });
  }
  return new TextEncoder().encode(runReport(runs, { document: createDocument() }));
}

/** Writes a run's report into its folder. The run is whole without it: where this fails, resuming the run writes it. */
export async function writeRunReport(store: FolderStore): Promise<void> {
  const report = await reportOf([store]);
  await aloneWith(store, () => store.write(runFiles.report, report));
}
