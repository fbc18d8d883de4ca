import { readFileSync } from 'node:fs';
import type { Workplace } from './run-cli.ts';

type Row = Readonly<Record<string, unknown>>;

/** A run of the trainer, as its files say. */
export interface WrittenRun {
  readonly name: string;
  readonly metrics: readonly (Row & { readonly step: number; readonly loss: number; readonly accuracy: number })[];
  readonly validation: readonly (Row & { readonly step: number; readonly loss: number; readonly accuracy: number })[];
  readonly norms: readonly {
    readonly step: number;
    readonly sites: readonly string[];
    readonly kinds: readonly string[];
    readonly gradient: readonly number[];
    readonly activation: readonly number[];
  }[];
  readonly projections: readonly { readonly step: number; readonly receipts: readonly Row[] }[];
}

/**
 * Lets the built command line train one block per stage on four made-up images a step.
 * @throws Error where it fails
 */
export async function writeTinyRun(workplace: Workplace, name: string, model: string, steps: number): Promise<void> {
  const size = ['--blocks', '1', '--batch-size', '4', '--validation-images', '8', '--steps', String(steps)];
  const what = ['train', '--model', model, '--dataset', 'synthetic', '--backend', 'wasm', '--out', `runs/${name}`];
  const { code, stderr } = await workplace.run([...what, ...size]);
  if (code !== 0) throw new Error(stderr);
}

export function writtenRun(workplace: Workplace, name: string): WrittenRun {
  const records = <T>(file: string): readonly T[] => {
    let text = '';
    try {
      text = readFileSync(workplace.path('runs', name, file), 'utf8');
    } catch {
      // A run that projects nothing has no file of it.
    }
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  };
  return {
    name,
    metrics: records('metrics.jsonl'),
    validation: records('validation.jsonl'),
    norms: records('norms.jsonl'),
    projections: records('projections.jsonl'),
  };
}

/** r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖ of the block that ends at each site but the first. */
export const ratiosOf = ({ gradient }: WrittenRun['norms'][number]): number[] =>
  gradient.slice(1).map((norm, block) => (gradient[block] as number) / norm);
