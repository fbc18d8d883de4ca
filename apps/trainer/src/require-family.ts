import { Network } from '@procrustes/layers';
import type { Family, Model } from '@procrustes/models';
import { matrixSize, type ProjectionDeclaration, parameterLength } from '@procrustes/projection';
import { ModelFileError } from './model-file-error.ts';

const members: readonly [name: keyof Family, expected: string, fits: (value: unknown) => boolean][] = [
  [
    'name',
    'a name of letters, digits, dots and hyphens',
    (value) => /^[\w][\w.-]*$/.test(String(value)) && typeof value === 'string',
  ],
  [
    'depths',
    'a list of whole numbers, such as [22]',
    (value) => Array.isArray(value) && value.length > 0 && value.every(isPositive),
  ],
  ['layersPerBlock', 'a whole number ≥ 1', isPositive],
  ['depthOutsideBlocks', 'a whole number ≥ 1', isPositive],
  [
    'build',
    'a function (blocksPerStage, classes) => ({ network, projections })',
    (value) => typeof value === 'function',
  ],
];

/**
 * What a file exports by default, if it is a family whose smallest network can be described: nothing is initialised.
 * @throws ModelFileError that tells what was found and what is expected
 */
export function requireFamily(exported: { readonly default?: unknown }, path: string): Family {
  const family = exported.default;
  if (family === undefined) {
    const others = Object.keys(exported);
    const found = others.length === 0 ? 'exports nothing' : `exports only ${others.join(', ')}`;
    throw new ModelFileError(
      `${path} has no default export (it ${found}); export the architecture by \`export default { name, depths, layersPerBlock, depthOutsideBlocks, build }\``,
    );
  }
  if (typeof family !== 'object' || family === null) {
    throw new ModelFileError(`the default export of ${path} is ${shown(family)}, not an object { ${names} }`);
  }
  for (const [name, expected, fits] of members) {
    const value = (family as Record<string, unknown>)[name];
    if (!fits(value)) throw new ModelFileError(`${path}: \`${name}\` is ${shown(value)}, expected ${expected}`);
  }
  requireModel(family as Family, path);
  return family as Family;
}

const names = members.map(([name]) => name).join(', ');

function requireModel(family: Family, path: string): void {
  const built = `what ${path} builds`;
  let model: Partial<Model> | undefined;
  try {
    model = family.build(1, 10);
  } catch (error) {
    throw new ModelFileError(
      `${path}: build(1, 10) failed: ${error instanceof Error ? error.message : error}; one block per stage and 10 classes must do`,
    );
  }
  if (!(model?.network instanceof Network)) {
    throw new ModelFileError(
      `${built} has for \`network\` ${shown(model?.network)}, expected a Network of @procrustes/layers`,
    );
  }
  if (!Array.isArray(model.projections)) {
    throw new ModelFileError(
      `${built} has for \`projections\` ${shown(model.projections)}, expected a list; [] where nothing is projected`,
    );
  }
  const parameters = new Map(model.network.namedParameters());
  for (const { parameter: name, operator, when } of model.projections as ProjectionDeclaration[]) {
    const parameter = parameters.get(name);
    if (parameter === undefined || !parameter.trainable) {
      throw new ModelFileError(
        `${built} declares a projection of '${name}', which is no trainable parameter of its network; it has ${[...parameters.keys()].slice(0, 3).join(', ')}, …`,
      );
    }
    const length = operator === undefined ? Number.NaN : lengthOf(operator);
    if (parameter.size !== length) {
      throw new ModelFileError(
        `${built} declares for '${name}' an operator of ${length} values; the parameter [${parameter.shape}] has ${parameter.size}`,
      );
    }
    if (when !== 'after-step' && when !== 'before-forward') {
      throw new ModelFileError(
        `${built} declares that '${name}' be projected ${shown(when)}, expected 'after-step' or 'before-forward'`,
      );
    }
  }
}

function lengthOf(operator: ProjectionDeclaration['operator']): number {
  return matrixSize(operator).every((side) => side >= 1) ? parameterLength(operator) : Number.NaN;
}

function isPositive(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'function') return `a function${value.name ? ` ${value.name}` : ''}`;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return `an object of ${Object.keys(value).slice(0, 5).join(', ') || 'nothing'}`;
  }
  return JSON.stringify(value) ?? String(value);
}
