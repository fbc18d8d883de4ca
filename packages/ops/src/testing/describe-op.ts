import { useCpuBackend } from '@procrustes/testing';
import { describe, it } from 'vitest';
import { expectOp } from './expect-op.ts';
import type { OpCase } from './op-case.ts';

/** The tests of an operation's cases on the plain backend; the contract of every backend has them too. */
export function describeOp(op: string, cases: readonly OpCase[]): void {
  const own = cases.filter((candidate) => candidate.op === op);
  if (own.length === 0) throw new Error(`there are no cases of '${op}'`);
  describe(op, () => {
    useCpuBackend();
    it.each(own.map((one) => [one.title, one] as const))('%s', (_title, one) => expectOp(one));
  });
}
