import type { NormTable } from '@procrustes/runs';

/** What one record of a run's norms says of the block that ends at a site. */
export interface BlockAt {
  /** r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖; null for the stem, of whose input there is no gradient. */
  readonly ratio: number | null;
  /** ‖∂E/∂x‖ at the site. */
  readonly gradient: number;
  /** ‖x‖ at the site; null where it was not looked at. */
  readonly activation: number | null;
}

/** The block that ends at the site of index `site`, in the record of index `record`. */
export function blockAt({ sites, gradient, activation }: NormTable, record: number, site: number): BlockAt {
  const at = record * sites.length + site;
  return {
    ratio: ratioAt({ sites, gradient }, record, site),
    gradient: gradient[at] as number,
    activation: activation?.[at] ?? null,
  };
}

/** r_l of the block that ends at the site of index `site`; null for the stem. */
export function ratioAt(
  { sites, gradient }: Pick<NormTable, 'sites' | 'gradient'>,
  record: number,
  site: number,
): number | null {
  const at = record * sites.length + site;
  return site === 0 ? null : (gradient[at - 1] as number) / (gradient[at] as number);
}
