/** The device failed in the middle of a computation. What was on it is worthless; what was saved before stands. */
export abstract class DeviceError extends Error {}
