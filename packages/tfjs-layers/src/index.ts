export { applyConstraints } from './apply-constraints.ts';
export { LayerProbe } from './layer-probe.ts';
export { type NormPreservingSettings, normPreserving } from './norm-preserving.ts';
export { registerFilterGradient } from './register-filter-gradient.ts';
