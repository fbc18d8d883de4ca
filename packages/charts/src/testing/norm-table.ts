import type { NormsRecord, NormTable } from '@procrustes/runs';

/** Records of norms as a table; without any it has no site. */
export function normTable(records: readonly NormsRecord[]): NormTable {
  const { sites = [], kinds = [] } = records[0] ?? {};
  return {
    sites,
    kinds,
    steps: records.map(({ step }) => step),
    gradient: Float64Array.from(records.flatMap(({ gradient }) => gradient)),
    activation: Float64Array.from(records.flatMap(({ activation }) => activation)),
  };
}
