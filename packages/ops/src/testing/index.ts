export { expectOp, valuesOf } from './expect-op.ts';
export type { OpCase } from './op-case.ts';
export { opCases } from './op-cases.ts';
