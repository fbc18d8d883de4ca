/** What the bound depends on. */
export interface IdentityBoundSettings {
  /** L, the number of residual blocks. */
  readonly blocks: number;
  /** γ = max(|log σ_max(R)|, |log σ_min(R)|) of the map R that the net is to learn; 0, a rotation, unless told. */
  readonly gamma?: number;
}

/** Between which r_l lies, by the theorem. */
export interface IdentityBound {
  /** c/L, the bound on ‖W_l‖ and on |r_l − 1|. */
  readonly deviation: number;
  /** 1 − c/L; not above zero where L ≤ c, which then bounds nothing below, for a ratio of norms is never negative. */
  readonly low: number;
  /** 1 + c/L. */
  readonly high: number;
  /** c = 2(√π + √(3γ))². */
  readonly constant: number;
  /** Whether L ≥ 3γ, without which the theorem says nothing. */
  readonly applies: boolean;
}

/**
 * How near the identity the blocks of a *linear* residual net can be: 1 − c/L ≤ r_l ≤ 1 + c/L with c = 2(√π + √(3γ))².
 *
 * For y = Rx + noise with det R > 0 and L ≥ 3γ, some global optimum of x_{l+1} = (I + W_l) x_l has every ‖W_l‖ ≤ c/L
 * (Hardt & Ma 2017, arXiv 1611.04231, theorem 2.1), and so ratios r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖ within c/L of 1
 * (Zaeemzadeh et al., arXiv 1805.07477, section 3). A net that is not linear, or not at that optimum, may lie outside.
 *
 * @throws RangeError for a number of blocks that is not a positive integer, or a γ that is negative or not finite
 *
 * @example
 * identityBound({ blocks: 54 }).high; // 1 + 2π/54
 */
export function identityBound({ blocks, gamma = 0 }: IdentityBoundSettings): IdentityBound {
  if (!Number.isInteger(blocks) || blocks < 1) {
    throw new RangeError(`the bound is about one residual block or more, got ${blocks} blocks`);
  }
  if (!(gamma >= 0) || !Number.isFinite(gamma)) {
    throw new RangeError(`γ is the largest |log σ| of a map, zero or more and finite, got ${gamma}`);
  }
  const constant = 2 * (Math.sqrt(Math.PI) + Math.sqrt(3 * gamma)) ** 2;
  const deviation = constant / blocks;
  return { deviation, low: 1 - deviation, high: 1 + deviation, constant, applies: blocks >= 3 * gamma };
}
