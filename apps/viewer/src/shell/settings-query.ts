import { defaultSettings, type LiveSettings } from '../live/live-settings.ts';
import { SettingError, type SettingField, settingFields, settingNames } from './setting-fields.ts';

/** What is wrong with a setting, by its name. */
export type SettingProblems = Partial<Record<keyof LiveSettings, string>>;

/** The query of a link that reproduces an experiment; a setting that has its default value is left out. */
export function settingsToQuery(settings: LiveSettings): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of settingNames) {
    const field = settingFields[name] as SettingField<unknown>;
    if (settings[name] !== defaultSettings[name]) query.set(field.query, field.write(settings[name]));
  }
  return query;
}

/**
 * The settings of a link. What the link leaves out, and what is malformed in it, has its default value; the second
 * comes with a message.
 */
export function settingsFromQuery(query: URLSearchParams): {
  readonly settings: LiveSettings;
  readonly problems: SettingProblems;
} {
  const values: Partial<Record<keyof LiveSettings, unknown>> = {};
  const problems: SettingProblems = {};
  for (const name of settingNames) {
    const field = settingFields[name] as SettingField<unknown>;
    const text = query.get(field.query);
    if (text === null) continue;
    try {
      values[name] = field.read(text);
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      problems[name] = `The link says “${excerpt(text)}”: ${error.message}. The default is taken instead.`;
    }
  }
  const settings = { ...defaultSettings, ...values } as LiveSettings;
  // The default second net makes no sense beside itself.
  const twice = settings.beside === settings.family && values.beside === undefined;
  return { settings: twice ? { ...settings, beside: null } : settings, problems };
}

const excerpt = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
