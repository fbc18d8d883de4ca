import type { Context, Network } from '@procrustes/layers';
import { sumOfSquares } from '@procrustes/ops';
import { type NormSeries, readScalars } from '@procrustes/probes';
import { dispose, keep, type Scalar, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/** Where a pass overflows first: the first tap on its way that has no finite norm, with the finite norm before it. */
export interface Overflow {
  readonly site: string;
  readonly norm: number;
  /** The tap before it on the way of the pass; none where the pass came to no tap before. */
  readonly before?: { readonly site: string; readonly norm: number };
}

/** Runs the forward pass again and looks at every tap's activation; undefined where all of them are finite. */
export async function locateOverflow(network: Network, images: Tensor4D, base: Context): Promise<Overflow | undefined> {
  const sites: string[] = [];
  const squares: Scalar[] = [];
  const context: Context = {
    ...base,
    tap: (site, x) => {
      sites.push(site.name);
      squares.push(keep(sumOfSquares(x)));
      return x;
    },
  };
  try {
    tidy(() => void network.forward(images, context));
    return firstOverflow(sites, Array.from(await readScalars(squares), Math.sqrt));
  } finally {
    dispose(squares);
  }
}

/**
 * Where the backward pass of a step overflowed, from the gradient norms that a probe saw. It runs from the last tap to
 * the first, so the first norm that is not finite is the last one in forward order; undefined where all are finite.
 */
export function locateGradientOverflow({ sites, gradient }: Pick<NormSeries, 'sites' | 'gradient'>) {
  return firstOverflow([...sites].reverse(), [...gradient].reverse());
}

/** @param sites in the order in which the pass comes to them */
function firstOverflow(sites: readonly string[], norms: readonly number[]): Overflow | undefined {
  const first = norms.findIndex((norm) => !Number.isFinite(norm));
  const observed = (index: number) => ({ site: sites[index] as string, norm: norms[index] as number });
  if (first === -1) return undefined;
  return first === 0 ? observed(0) : { ...observed(first), before: observed(first - 1) };
}
