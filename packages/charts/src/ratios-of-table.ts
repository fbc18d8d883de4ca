import type { NormTable } from '@procrustes/runs';
import { newRatioHistory, type RatioHistory, ratioHistory, shareHistory } from './ratio-history.ts';
import { isRatioKind, type RatioBlock, type RunRatios } from './run-ratios.ts';

const known = new WeakMap<NormTable, RunRatios>();

/**
 * The ratios r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖ of all blocks after the stem, from the norms of a run as columns. The same table gives the
 * same ratios again without computing them.
 *
 * @param previous what an earlier table of the same run gave. Where this table goes on from it only the new records cost anything, here and
 *   in all that is drawn from the ratios
 * @throws RangeError where the table has fewer norms than its records and sites need
 */
export function ratiosOfTable(name: string, table: NormTable, previous?: RunRatios): RunRatios {
  const found = known.get(table);
  if (found !== undefined) return found.name === name ? found : shareHistory({ ...found, name }, ratioHistory(found));
  const { sites, steps, gradient } = table;
  if (gradient.length < steps.length * sites.length) {
    throw new RangeError(
      `the norms of ${name} have ${gradient.length} gradient norms, ${steps.length} records of ${sites.length} sites need ${steps.length * sites.length}; a table is records × sites`,
    );
  }
  const { blocks, taps } = blocksOf(table);
  const history = previous === undefined ? undefined : continued(previous, table, blocks, taps);
  const { records: start, values: room } = history ?? newRatioHistory();
  const values = room.view(steps.length * blocks.length);
  for (let record = start; record < steps.length; record += 1) {
    for (let block = 0; block < blocks.length; block += 1) {
      const tap = record * sites.length + (taps[block] as number);
      values[record * blocks.length + block] = (gradient[tap] as number) / (gradient[tap + 1] as number);
    }
  }
  const grown: RatioHistory = history ?? { records: 0, values: room, reductions: new Map() };
  grown.records = steps.length;
  const ratios = shareHistory({ name, steps, blocks, values }, grown);
  known.set(table, ratios);
  return ratios;
}

/** The blocks that have a ratio, and at which tap each begins. */
function blocksOf({ sites, kinds }: NormTable): { blocks: RatioBlock[]; taps: Int32Array } {
  const ends = [...sites.keys()].slice(1).flatMap((end) => {
    const [site, kind] = [sites[end] as string, kinds[end]];
    return kind !== undefined && isRatioKind(kind) ? [{ block: { site, kind }, tap: end - 1 }] : [];
  });
  return { blocks: ends.map(({ block }) => block), taps: Int32Array.from(ends, ({ tap }) => tap) };
}

/** The history to go on with, where the table begins as the earlier ratios do: same blocks, same steps, same last ratios. */
function continued(
  previous: RunRatios,
  { sites, steps, gradient }: NormTable,
  blocks: readonly RatioBlock[],
  taps: Int32Array,
): RatioHistory | undefined {
  const history = ratioHistory(previous);
  const { length } = previous.steps;
  // Where somebody else has gone on from there already, what he added may not be what this table says.
  if (length === 0 || history.records !== length || steps.length < length) return undefined;
  const same =
    previous.blocks.length === blocks.length &&
    blocks.every(({ site, kind }, index) => {
      const other = previous.blocks[index];
      return other?.site === site && other.kind === kind;
    }) &&
    previous.steps.every((step, record) => steps[record] === step) &&
    taps.every((tap, block) => {
      const at = (length - 1) * sites.length + tap;
      const ratio = (gradient[at] as number) / (gradient[at + 1] as number);
      return Object.is(ratio, previous.values[(length - 1) * blocks.length + block]);
    });
  if (!same) return undefined;
  // Ratios that were made of records lie outside the room that grows.
  const room = history.values.view(previous.values.length);
  if (room.buffer !== previous.values.buffer) room.set(previous.values);
  return history;
}
