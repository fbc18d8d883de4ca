// The part of @npmcli/config that npm-options.ts uses; the published types are of an older version and leave out the definitions.
declare module '@npmcli/config' {
  export interface ConfigSettings {
    definitions: unknown;
    shorthands: unknown;
    flatten: unknown;
    npmPath: string;
    env: NodeJS.ProcessEnv;
    argv: readonly string[];
    cwd: string;
    warn: boolean;
  }
  export default class Config {
    constructor(settings: ConfigSettings);
    load(): Promise<void>;
    isDefault(key: string): boolean;
    readonly flat: Readonly<Record<string, unknown>>;
  }
}

declare module '@npmcli/config/lib/definitions/index.js' {
  const definitions: { definitions: unknown; shorthands: unknown; flatten: unknown };
  export default definitions;
}
