/// <reference path="./npmcli-config.d.ts" />
import { dirname, join } from 'node:path';
import type { Options } from 'pacote';

/** Where the user's npm configuration is looked for. */
export interface NpmSurroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
}

/**
 * The user's own npm configuration, as npm itself would use it in `folder`: registry, proxies, certificates, credentials and cache from
 * the environment and every `.npmrc`. No shell and no npm process runs.
 */
export async function loadNpmOptions(
  { environment, folder }: NpmSurroundings = { environment: process.env, folder: process.cwd() },
): Promise<Options> {
  const { default: Config } = await import('@npmcli/config');
  const { default: definitions } = await import('@npmcli/config/lib/definitions/index.js');
  const config = new Config({
    ...definitions,
    npmPath: npmFolder(environment),
    // A copy: loading writes variables into it.
    env: { ...environment },
    argv: [],
    cwd: folder,
    warn: false,
  });
  await config.load();
  const options: Options = { ...config.flat };
  if (config.isDefault('fetch-retry-mintimeout') && config.isDefault('fetch-retry-maxtimeout')) {
    // npm waits 10 s and more before it tries again: too long to learn that there is no network.
    options.retry = { ...options.retry, minTimeout: 1000, maxTimeout: 4000 };
  }
  return options;
}

/** npm's own folder, for the settings it was built with. */
function npmFolder(environment: NodeJS.ProcessEnv): string {
  const script = environment.npm_execpath;
  if (script?.endsWith('npm-cli.js')) return dirname(dirname(script));
  const binaries = dirname(process.execPath);
  return process.platform === 'win32' ? join(binaries, 'node_modules/npm') : join(binaries, '../lib/node_modules/npm');
}
