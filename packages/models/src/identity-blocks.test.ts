import { describe, expect, it } from 'vitest';
import { identityBlocks } from './identity-blocks.ts';
import { stages } from './stages.ts';

describe('identityBlocks', () => {
  it.each(stages)('are bottlenecks of expansion 4 without a shortcut: $name', (stage) => {
    const blocks = identityBlocks(stage, 2);
    expect(blocks.map(({ name, kind }) => [name, kind])).toEqual([
      [`${stage.name}.0`, 'identity'],
      [`${stage.name}.1`, 'identity'],
    ]);
    for (const { module } of blocks) {
      const convolutions = [...module.namedParameters()].filter(([name]) => name.startsWith('conv'));
      expect(convolutions.map(([name, { shape }]) => [name, shape])).toEqual([
        ['conv1.weight', [1, 1, 4 * stage.width, stage.width]],
        ['conv2.weight', [3, 3, stage.width, stage.width]],
        ['conv3.weight', [1, 1, stage.width, 4 * stage.width]],
      ]);
      expect([...module.namedParameters()].some(([name]) => name.includes('shortcut'))).toBe(false);
    }
  });
});
