import { signal } from '@preact/signals';

/** How ratios and norms are drawn. */
export const ratioScale = signal<'log' | 'linear'>('log');

/** Whether the theorem's band 1 ± c/L lies behind the curves of the blocks. */
export const showsBand = signal(true);

/** γ = max(|log σ_max|, |log σ_min|) of the map that the band supposes; 0 is a rotation. */
export const bandGamma = signal(0);
