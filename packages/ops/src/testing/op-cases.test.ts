import { describe, expect, it } from 'vitest';
import * as ops from '../index.ts';
import { opCases } from './op-cases.ts';

/** What makes or runs operations, or is a piece of one with a test of its own, and is none itself. */
const machinery = [
  'compositionKernel',
  'convolutionOutputSize',
  'defineOp',
  'recomputed',
  'spreadWithZeros',
  'valueAndGradients',
];

describe('opCases', () => {
  it('have every operation that this package exports', () => {
    const exported = Object.entries(ops)
      .filter(([name, value]) => typeof value === 'function' && !machinery.includes(name))
      .map(([name]) => name);
    expect(exported.length).toBeGreaterThan(10);
    const covered = new Set(opCases.map(({ op }) => op));
    expect(exported.filter((name) => !covered.has(name))).toEqual([]);
  });

  it('have every kernel that this package exports the definition of, beside its composition', () => {
    const defined = Object.values(ops).flatMap((value) => (typeof value === 'object' ? [value.name] : []));
    expect(defined).toContain('ChannelAffine');
    const covered = new Set(opCases.flatMap(({ kernel, composition }) => (composition && kernel ? [kernel] : [])));
    expect(defined.filter((name) => !covered.has(name))).toEqual([]);
  });

  it('have each a name of its own', () => {
    const names = opCases.map(({ op, title }) => `${op} ${title}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
