import { basename } from 'node:path';
import { runReport } from '@procrustes/charts';
import { createDocument } from '@procrustes/charts/node';
import { type RunStore, readRun } from '@procrustes/runs';
import { note } from './terminal.ts';

/** The report about some runs as a page. */
export async function reportOf(stores: readonly RunStore[]): Promise<Uint8Array> {
  const runs = [];
  for (const store of stores) {
    const run = await readRun(store);
    for (const warning of run.warnings) note(`warning: ${warning}`);
    runs.push({ name: basename(store.name), run });
  }
  return new TextEncoder().encode(runReport(runs, { document: createDocument() }));
}
