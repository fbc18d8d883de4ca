import type { LiveFamily } from '../live/live-settings.ts';

/** Layers with weights, as the papers count them: 9n + 4 for the ProcResNet of 2020, 9n + 2 for the other families. */
export const depthOf = (family: LiveFamily, blocks: number): number => 9 * blocks + (family === 'procresnet' ? 4 : 2);
