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
      'densenet-100',
      'densenet-k24-250',
      'densenet-k40-190',
    ]);
    for (const { name, family, depth, blocksPerStage } of architectures) {
      expect(findArchitecture(name)).toMatchObject({ name, family, depth, blocksPerStage });
      expect(family.startsWith('densenet') ? [16, 41, 31] : [18, 30, 70, 111]).toContain(blocksPerStage);
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
    ['densenet-22', { family: 'densenet', depth: 22, blocksPerStage: 3 }],
    ['densenet-k24-10', { family: 'densenet-k24', depth: 10, blocksPerStage: 1 }],
    ['plain-bn-11', { family: 'plain-bn', depth: 11, blocksPerStage: 1 }],
  ])('takes any depth of a family: %s', (name, expected) => {
    expect(findArchitecture(name)).toMatchObject({ name, ...expected });
  });

  it('takes the blocks per stage instead of a depth, or over one', () => {
    for (const { name, layersPerBlock, depthOutsideBlocks } of families) {
      const expected = { family: name, blocksPerStage: 2, depth: 6 * layersPerBlock + depthOutsideBlocks };
      expect(findArchitecture(name, 2)).toMatchObject(expected);
      expect(findArchitecture(`${name}-${3 * layersPerBlock + depthOutsideBlocks}`, 2)).toMatchObject(expected);
    }
    expect(findArchitecture('resnet', 3).name).toBe('resnet-29');
  });

  const failure = (name: string, blocks?: number): UnknownModelError => {
    try {
      findArchitecture(name, blocks);
    } catch (error) {
      expect(error).toBeInstanceOf(UnknownModelError);
      return error as UnknownModelError;
    }
    throw new Error(`there is a model ${name}`);
  };

  it.each([
    'resnet164',
    'resnet50',
    'resnet-164x',
    'procresnet-2018x',
    'densenett',
    'resnet-x',
    'resnet-1e2',
    'resnet--2',
    'Resnet-164',
    '',
    '__proto__',
  ])('refuses %j, a name of no family, and says what names are made of', (name) => {
    for (const blocks of [undefined, 3]) {
      const { message, family } = failure(name, blocks);
      expect(message).toContain(`there is no model '${name}'`);
      for (const known of families) expect(message).toContain(known.name);
      expect(message).toContain('as in resnet-164');
      expect(family).toBeUndefined();
    }
  });

  it.each([
    ['resnet-165', 'resnet-164'],
    ['resnet-169', 'resnet-173'],
    ['resnet-2', 'resnet-11'],
    ['procresnet-164', 'procresnet-166'],
    ['procresnet-2018-0', 'procresnet-2018-11'],
    ['densenet-101', 'densenet-100'],
    // The deepest of at most 100,000 layers; the last one rounds to 9n + 2 in float64.
    ['resnet-100001', 'resnet-99992'],
    ['procresnet-100003', 'procresnet-99994'],
    ['resnet-99999999999999999998', 'resnet-99992'],
  ])('names the nearest depth to that of %s', (name, nearest) => {
    const { message, family } = failure(name);
    expect(message).toContain(`has depth ${name.slice(name.lastIndexOf('-') + 1)},`);
    expect(message).toContain(`the nearest is ${nearest}`);
    expect(family).toBe(name.slice(0, name.lastIndexOf('-')));
    expect(findArchitecture(nearest).name).toBe(nearest);
  });

  it.each(['resnet', 'resnet-'])('asks for a depth where %s has none', (name) => {
    const { message, family } = failure(name);
    expect(message).toContain('add a depth (resnet-164) or the blocks per stage');
    expect(family).toBe('resnet');
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 11111, 1e20])('refuses %d blocks', (blocks) => {
    expect(() => findArchitecture('resnet', blocks)).toThrow(RangeError);
    expect(() => findArchitecture('resnet', blocks)).toThrow(`a whole number from 1 to 11110, got ${blocks}`);
    expect(findArchitecture('resnet', 11110).depth).toBe(99992);
  });
});
