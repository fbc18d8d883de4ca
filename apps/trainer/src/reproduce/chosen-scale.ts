import { UsageError } from '../usage-error.ts';
import type { Claim, Scale, ScaleName } from './claim.ts';

/** How much of a claim is measured: one of its scales, or that with some numbers set otherwise. */
export interface ChosenScale {
  readonly name: ScaleName;
  readonly numbers: Scale;
  /** The numbers that are not the scale's own. */
  readonly changes: readonly ScaleChange[];
}

export interface ScaleChange {
  readonly number: string;
  readonly own: number;
  readonly set: number;
}

/**
 * @param settings as on the command line: `steps=400`
 * @throws UsageError for a number that the claim has not, one set twice, and one that is not whole or too small
 */
export function chooseScale(
  claim: Pick<Claim, 'name' | 'scales' | 'least'>,
  name: ScaleName,
  settings: readonly string[],
): ChosenScale {
  const own = claim.scales[name];
  const set = new Map<string, number>();
  for (const setting of settings) {
    const refuse = (why: string): never => {
      throw new UsageError(`--set ${setting}: ${why}; ${claim.name} --${name} has ${scaleText(own)}`);
    };
    const [, number = '', text = ''] = /^([^=]*)=(.*)$/s.exec(setting) ?? refuse('it is NAME=NUMBER');
    if (!Object.hasOwn(own, number)) refuse(`there is no number '${number}'`);
    if (set.has(number)) refuse(`${number} is set twice`);
    const least = claim.least?.[number] ?? 1;
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < least) {
      refuse(`'${text}' is not a whole number ≥ ${least}`);
    }
    set.set(number, value);
  }
  const changes = Object.entries(own).flatMap(([number, value]): ScaleChange[] => {
    const other = set.get(number) ?? value;
    return other === value ? [] : [{ number, own: value, set: other }];
  });
  return { name, numbers: { ...own, ...Object.fromEntries(set) }, changes };
}

/** As on the command line: `blocks=6 steps=3000`. */
export function scaleText(numbers: Scale): string {
  return Object.entries(numbers)
    .map(([number, value]) => `${number}=${value}`)
    .join(' ');
}

/** What was changed, as a sentence; null where nothing was. */
export function changesText({ name, changes }: ChosenScale): string | null {
  if (changes.length === 0) return null;
  const changed = changes.map(({ number, own, set }) => `${number} is ${set} instead of ${own}`).join(', ');
  return `This is not \`--${name}\` as it stands: ${changed}.`;
}
