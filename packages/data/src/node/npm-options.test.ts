import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadNpmOptions } from './npm-options.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes-npm-'));
  await mkdir(join(folder, 'project'));
  await writeFile(join(folder, 'project', 'package.json'), '{}');
  await writeFile(
    join(folder, 'npmrc'),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: npm fills it in
    'registry=http://user.example/\n//user.example/:_authToken=${SECRET}\nhttps-proxy=http://proxy.example:3128\n',
  );
});
afterEach(() => rm(folder, { recursive: true }));

const load = (environment: NodeJS.ProcessEnv = {}) =>
  loadNpmOptions({
    environment: {
      npm_config_userconfig: join(folder, 'npmrc'),
      npm_config_globalconfig: join(folder, 'none'),
      ...environment,
    },
    folder: join(folder, 'project'),
  });

describe('loadNpmOptions', () => {
  it('takes registry, proxy and credentials from the user, with variables filled in', async () => {
    const environment = { SECRET: 'abc' };
    const options = await load(environment);
    expect(options).toMatchObject({
      registry: 'http://user.example/',
      httpsProxy: 'http://proxy.example:3128',
      '//user.example/:_authToken': 'abc',
    });
    expect(environment).toEqual({ SECRET: 'abc' });
  });

  it('lets the project override the user, and the environment both', async () => {
    await writeFile(join(folder, 'project', '.npmrc'), 'registry=http://project.example/\n');
    expect((await load()).registry).toBe('http://project.example/');
    expect((await load({ npm_config_registry: 'http://variable.example/' })).registry).toBe('http://variable.example/');
  });

  it('tries again sooner than npm unless the user has said when', async () => {
    expect((await load()).retry).toMatchObject({ retries: 2, minTimeout: 1000 });
    expect((await load({ npm_config_fetch_retry_mintimeout: '7000' })).retry).toMatchObject({ minTimeout: 7000 });
  });
});
