import { recipeFor } from '@procrustes/training';
import { expect, it } from 'vitest';
import { scheduleForBatch } from './schedule-for-batch.ts';

it('takes the rate in proportion to the batch, and the recipe’s own at its own', () => {
  const recipe = recipeFor('procresnet-2018');
  expect(scheduleForBatch(recipe, recipe.batchSize)).toEqual(recipe.schedule);
  expect(scheduleForBatch(recipe, 16)).toEqual({ ...recipe.schedule, initial: 0.1 / 8 });
});
