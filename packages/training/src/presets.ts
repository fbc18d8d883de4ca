import { architectures } from '@procrustes/models';
import { type Recipe, recipeFor } from './recipe.ts';

/** A published experiment: a model, a dataset, and the papers' whole recipe for them. */
export interface Preset {
  /** `procresnet-166/cifar10` */
  readonly name: string;
  readonly model: string;
  readonly dataset: 'cifar10' | 'cifar100';
  readonly recipe: Recipe;
}

/** One preset for each model that the papers train and each of both datasets. */
export const presets: readonly Preset[] = architectures.flatMap(({ name: model, family }) =>
  (['cifar10', 'cifar100'] as const).map((dataset) => ({
    name: `${model}/${dataset}`,
    model,
    dataset,
    recipe: recipeFor(family),
  })),
);
