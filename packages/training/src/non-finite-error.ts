import type { Context, Network } from '@procrustes/layers';
import { sumOfSquares } from '@procrustes/ops';
import { readScalars } from '@procrustes/probes';
import { dispose, keep, type Scalar, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/** Training met a number that is not finite, and stopped. */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError';
  constructor(
    message: string,
    /** The step that was not taken; where a checkpoint was refused, the last one taken. */
    readonly step: number,
    /** The tap at which the norm went first; `head` where all blocks were finite; of a checkpoint, the tensor. */
    readonly site: string,
  ) {
    super(message);
  }
}

/** Where a forward pass overflows first: the first tap whose activation has no finite norm, with the norm before it. */
export interface Overflow {
  readonly site: string;
  readonly norm: number;
  readonly before?: { readonly site: string; readonly norm: number };
}

/** Runs the pass again and looks at every tap; undefined where all of them are finite. */
export async function locateOverflow(network: Network, images: Tensor4D, base: Context): Promise<Overflow | undefined> {
  const seen: { readonly site: string; readonly square: Scalar }[] = [];
  const context: Context = {
    ...base,
    tap: (site, x) => {
      seen.push({ site: site.name, square: keep(sumOfSquares(x)) });
      return x;
    },
  };
  try {
    tidy(() => void network.forward(images, context));
    const norms = await readScalars(seen.map(({ square }) => square));
    const first = norms.findIndex((square) => !Number.isFinite(square));
    const found = seen[first];
    if (found === undefined) return undefined;
    const previous = seen[first - 1];
    return {
      site: found.site,
      norm: Math.sqrt(norms[first] as number),
      ...(previous && { before: { site: previous.site, norm: Math.sqrt(norms[first - 1] as number) } }),
    };
  } finally {
    dispose(seen.map(({ square }) => square));
  }
}
