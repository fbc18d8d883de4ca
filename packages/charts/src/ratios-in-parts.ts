import type { NormTable } from '@procrustes/runs';
import { deviationMeans } from './deviation-series.ts';
import { ratioExtent } from './ratio-extent.ts';
import { mostRows, rowsByRecord } from './ratio-grid.ts';
import { ratioHistory } from './ratio-history.ts';
import { ratiosOfTable } from './ratios-of-table.ts';
import type { RunRatios } from './run-ratios.ts';

/**
 * {@link ratiosOfTable}, and with it everything that the pictures reduce each record to, so much at a time that a page keeps its pace:
 * yields the ratios of the first records, ever more of them, and at last those of all. Pictures of these are drawn without another look at
 * every ratio.
 *
 * @param partSize about so many ratios are worked out between two yields
 * @param previous as for {@link ratiosOfTable}; a part that was yielded too, where the rest was given up
 * @throws RangeError as {@link ratiosOfTable}
 */
export function* ratiosInParts(
  name: string,
  table: NormTable,
  partSize: number,
  previous?: RunRatios,
): Generator<RunRatios, void, undefined> {
  const { steps, sites, gradient } = table;
  const records = Math.max(1, Math.floor(partSize / Math.max(1, sites.length)));
  let ratios = previous;
  let end = previous !== undefined && previous.steps.length < steps.length ? previous.steps.length : 0;
  do {
    end = Math.min(steps.length, end + records);
    const part =
      end === steps.length
        ? table
        : { ...table, steps: steps.slice(0, end), gradient: gradient.subarray(0, end * sites.length) };
    ratios = ratiosOfTable(name, part, ratios);
    if (part !== table) ratioHistory(ratios).values.reserve(steps.length * ratios.blocks.length);
    ratioExtent(ratios);
    deviationMeans(ratios);
    for (const rows of Object.values(mostRows)) rowsByRecord(ratios, rows);
    yield ratios;
  } while (end < steps.length);
}
