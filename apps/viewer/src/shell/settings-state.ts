import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { LiveSettings } from '../live/live-settings.ts';
import { SettingError, type SettingField, settingFields, settingNames } from './setting-fields.ts';
import { type SettingProblems, settingsFromQuery } from './settings-query.ts';

/** The settings while they are being edited. */
export interface SettingsState {
  /** The last valid value of each. */
  readonly settings: ReadonlySignal<LiveSettings>;
  /** What stands in the form. */
  readonly texts: ReadonlySignal<Readonly<Record<keyof LiveSettings, string>>>;
  readonly problems: ReadonlySignal<SettingProblems>;
  /** Whether all that stands in the form is valid; what a link got wrong, and was replaced, does not count. */
  readonly valid: ReadonlySignal<boolean>;
  edit(name: keyof LiveSettings, text: string): void;
}

/** Begins with the settings of a link. */
export function createSettingsState(query: URLSearchParams): SettingsState {
  const linked = settingsFromQuery(query);
  const settings = signal(linked.settings);
  const texts = signal(textsOf(linked.settings));
  const ofLink = signal(linked.problems);
  const ofForm = signal<SettingProblems>({});
  const together = computed<SettingProblems>(() => {
    const { family, beside } = settings.value;
    return beside === family ? { beside: 'Both nets are the same: choose another family, or none.' } : {};
  });

  return {
    settings,
    texts,
    problems: computed(() => ({ ...ofLink.value, ...together.value, ...ofForm.value })),
    valid: computed(() => Object.keys(ofForm.value).length + Object.keys(together.value).length === 0),
    edit(name, text) {
      texts.value = { ...texts.value, [name]: text };
      ofLink.value = without(ofLink.value, name);
      try {
        const value = (settingFields[name] as SettingField<unknown>).read(text);
        ofForm.value = without(ofForm.value, name);
        settings.value = { ...settings.value, [name]: value };
      } catch (error) {
        if (!(error instanceof SettingError)) throw error;
        ofForm.value = { ...ofForm.value, [name]: `${sentence(error.message)}.` };
      }
    },
  };
}

const textsOf = (settings: LiveSettings): Record<keyof LiveSettings, string> =>
  Object.fromEntries(
    settingNames.map((name) => [name, (settingFields[name] as SettingField<unknown>).write(settings[name])]),
  ) as Record<keyof LiveSettings, string>;

const without = (problems: SettingProblems, name: keyof LiveSettings): SettingProblems => {
  const { [name]: _, ...others } = problems;
  return others;
};

const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
