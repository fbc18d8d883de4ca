export { type DevicePolarFactor, type DevicePolarOptions, polarFactor } from './polar-factor.ts';
export { type DeviceProjection, type DeviceProjectionOptions, projectConvolution } from './project-convolution.ts';
export { projectLinear } from './project-linear.ts';
