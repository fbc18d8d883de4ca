import { describe, expect, it } from 'vitest';
import { requireModel } from './require-model.ts';
import { UsageError } from './usage-error.ts';

const message = (name: string, blocks?: number) => {
  try {
    requireModel(name, blocks);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error(`expected a refusal of ${name}`);
};

describe('requireModel', () => {
  it('finds a model by name, by any depth of its family, and by a family with blocks', () => {
    expect(requireModel('resnet-164', undefined).blocksPerStage).toBe(18);
    expect(requireModel('resnet-29', undefined).blocksPerStage).toBe(3);
    expect(requireModel('resnet', 2).name).toBe('resnet-20');
  });

  it('says of a family alone how to say how deep, with its models and their blocks', () => {
    expect(message('resnet')).toBe(
      "'resnet' is a family of models: say how deep by --blocks N, the blocks per stage, or take a model with its own: resnet-164 (18), resnet-272 (30), resnet-632 (70), resnet-1001 (111)",
    );
  });

  it('names the nearest: with blocks a family, with a depth one that has it', () => {
    expect(message('resnt-164')).toMatch(/^there is no model 'resnt-164'; the nearest are resnet-164, /);
    expect(message('resnt-29')).toMatch(/; the nearest are resnet-29, /);
    expect(message('resnt', 3)).toMatch(/; the nearest are resnet, /);
    expect(message('resnt')).not.toMatch(/ resnet,/);
  });

  it('says which depth comes near to one that there is not, and what blocks can be', () => {
    expect(message('resnet-165')).toMatch(/the nearest is resnet-164$/);
    expect(message('resnet', 100_000)).toMatch(/a whole number from 1 to \d+, got 100000$/);
  });
});
