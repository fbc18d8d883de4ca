import { prepareBackend } from '@procrustes/backends';
import { constant, Parameter } from '@procrustes/layers';
import { Generator } from '@procrustes/random';
import { expectTensorCount } from '@procrustes/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { countReadBacks } from '../testing/count-read-backs.ts';
import { readParameters } from './read-parameters.ts';

beforeAll(async () => {
  await prepareBackend('wasm');
});

let parameters: readonly Parameter[];

beforeAll(() => {
  const generator = Generator.named(3, 'values');
  const shapes: number[][] = [[3, 3, 2, 5], [7], [4, 6]];
  parameters = shapes.map((shape) => {
    const parameter = new Parameter({ shape: shape as [number], layout: 'vector', initialise: constant(0) });
    parameter.assign(Float32Array.from({ length: parameter.size }, () => generator.normal()));
    return parameter;
  });
});

describe('readParameters', () => {
  it.each([0, 1, 3])(
    'reads %i parameters by one read-back at the most, bit for bit, and leaves no tensors',
    async (count) => {
      const chosen = parameters.slice(0, count);
      const expected = await Promise.all(chosen.map((parameter) => parameter.values()));
      await expectTensorCount(async () => {
        const { result, readBacks } = await countReadBacks(() => readParameters(chosen));
        expect(result).toEqual(expected);
        expect(readBacks).toBe(Math.min(count, 1));
      });
    },
  );

  it('gives arrays that are the caller’s', async () => {
    const [first, second] = await readParameters(parameters);
    first?.fill(9);
    expect(second).toEqual(await parameters[1]?.values());
    expect(second?.buffer).not.toBe(first?.buffer);
    expect(await parameters[0]?.values()).not.toContain(9);
  });
});
