import { type LiveFamily, type LiveSettings, liveFamilies } from '../live/live-settings.ts';

/** A setting as text: what a form's control and a link hold. */
export interface SettingField<T> {
  /** Its name in a link. */
  readonly query: string;
  write(value: T): string;
  /** @throws SettingError where the text is no value of this setting */
  read(text: string): T;
}

/** A text that is no value of a setting; the message says what would be. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/** Every setting of an experiment, in the order of the form. */
export const settingFields: { readonly [K in keyof LiveSettings]: SettingField<LiveSettings[K]> } = {
  family: choice('model', liveFamilies),
  beside: orNull('beside', 'none', choice('beside', liveFamilies, ['none'])),
  // The papers' deepest, ResNet-1001 and ProcResNet-1003, have 111.
  blocks: wholeNumber('blocks', 1, 111),
  projection: choice('projection', ['exact', 'off']),
  batchSize: wholeNumber('batch', 1, 512),
  learningRate: orNull('rate', '', rate('rate')),
  seed: wholeNumber('seed', 0, Number.MAX_SAFE_INTEGER),
  data: choice('data', ['synthetic', 'cifar10', 'files']),
  backend: choice('backend', ['webgl', 'webgpu']),
  probeEvery: wholeNumber('probe', 1, 10_000),
};

export const settingNames = Object.keys(settingFields) as (keyof LiveSettings)[];

/** What the page calls a family. */
export const familyNames: Readonly<Record<LiveFamily, string>> = {
  resnet: 'ResNet',
  procresnet: 'ProcResNet (2020)',
  'procresnet-2018': 'ProcResNet (2018)',
  plain: 'Plain',
  'plain-bn': 'Plain, batch norm',
};

function choice<T extends string>(
  query: string,
  values: readonly T[],
  others: readonly string[] = [],
): SettingField<T> {
  return {
    query,
    write: (value) => value,
    read(text) {
      const found = values.find((value) => value === text);
      if (found === undefined) throw new SettingError(`expected one of ${[...values, ...others].join(', ')}`);
      return found;
    },
  };
}

function wholeNumber(query: string, low: number, high: number): SettingField<number> {
  return {
    query,
    write: String,
    read(text) {
      const value = /^\d{1,16}$/.test(text.trim()) ? Number(text) : Number.NaN;
      if (!(value >= low && value <= high)) throw new SettingError(`expected a whole number from ${low} to ${high}`);
      return value;
    },
  };
}

function rate(query: string): SettingField<number> {
  return {
    query,
    write: String,
    read(text) {
      const value = /^[\d.]+(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
      if (!(value > 0 && value <= 10)) throw new SettingError('expected a number above 0 and at most 10, such as 0.1');
      return value;
    },
  };
}

function orNull<T>(query: string, nothing: string, field: SettingField<T>): SettingField<T | null> {
  return {
    query,
    write: (value) => (value === null ? nothing : field.write(value)),
    read: (text) => (text.trim() === nothing ? null : field.read(text)),
  };
}
