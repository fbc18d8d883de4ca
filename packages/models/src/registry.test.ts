import { describe, expect, it } from 'vitest';
import { architectures, families, findArchitecture, UnknownModelError } from './registry.ts';

describe('architectures', () => {
  it('are the papers’, each found by its name', () => {
    expect(architectures.map(({ name }) => name)).toEqual([
      'resnet-164',
      'resnet-272',
      'resnet-632',
      'resnet-1001',
      'procresnet-166',
      'procresnet-274',
      'procresnet-634',
      'procresnet-1003',
      'procresnet-2018-164',
      'procresnet-2018-272',
      'procresnet-2018-632',
      'procresnet-2018-1001',
      'plain-164',
      'plain-272',
      'plain-632',
      'plain-1001',
      'plain-bn-164',
      'plain-bn-272',
      'plain-bn-632',
      'plain-bn-1001',
    ]);
    for (const { name, family, depth, blocksPerStage } of architectures) {
      expect(findArchitecture(name)).toMatchObject({ name, family, depth, blocksPerStage });
      expect([18, 30, 70, 111]).toContain(blocksPerStage);
    }
  });
});

describe('findArchitecture', () => {
  it.each([
    ['resnet-29', { family: 'resnet', depth: 29, blocksPerStage: 3 }],
    ['procresnet-13', { family: 'procresnet', depth: 13, blocksPerStage: 1 }],
    ['procresnet-2018-20', { family: 'procresnet-2018', depth: 20, blocksPerStage: 2 }],
    // Depth 2018 of ProcResNet would need 2014/9 blocks: the longer family's name wins.
    ['procresnet-2018-11', { family: 'procresnet-2018', depth: 11, blocksPerStage: 1 }],
    ['plain-bn-11', { family: 'plain-bn', depth: 11, blocksPerStage: 1 }],
  ])('takes any depth of a family: %s', (name, expected) => {
    expect(findArchitecture(name)).toMatchObject({ name, ...expected });
  });

  it('takes the blocks per stage instead of a depth, or over one', () => {
    for (const { name, depthOutsideBlocks } of families) {
      const expected = { family: name, blocksPerStage: 2, depth: 18 + depthOutsideBlocks };
      expect(findArchitecture(name, 2)).toMatchObject(expected);
      expect(findArchitecture(`${name}-${9 + depthOutsideBlocks}`, 2)).toMatchObject(expected);
    }
    expect(findArchitecture('resnet', 3).name).toBe('resnet-29');
  });

  it.each(['resnet164', 'densenet', 'resnet-x', 'resnet-1e2', 'resnet--2', 'Resnet-164', '', '__proto__'])(
    'refuses %j by name',
    (name) => {
      expect(() => findArchitecture(name)).toThrow(UnknownModelError);
      expect(() => findArchitecture(name)).toThrow(`there is no model '${name}'`);
      expect(() => findArchitecture(name, 3)).toThrow(UnknownModelError);
    },
  );

  it.each([
    ['resnet-165', 'resnet-164'],
    ['resnet-169', 'resnet-173'],
    ['resnet-2', 'resnet-11'],
    ['procresnet-164', 'procresnet-166'],
    ['procresnet-2018-0', 'procresnet-2018-11'],
  ])('names the nearest depth to that of %s', (name, nearest) => {
    expect(() => findArchitecture(name)).toThrow(UnknownModelError);
    expect(() => findArchitecture(name)).toThrow(`the nearest is ${nearest}`);
    expect(() => findArchitecture(nearest)).not.toThrow();
  });

  it.each(['resnet', 'resnet-'])('asks for a depth where %s has none', (name) => {
    expect(() => findArchitecture(name)).toThrow('add a depth (resnet-164) or the blocks per stage');
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d blocks', (blocks) => {
    expect(() => findArchitecture('resnet', blocks)).toThrow(RangeError);
    expect(() => findArchitecture('resnet', blocks)).toThrow(`got ${blocks}`);
  });
});
