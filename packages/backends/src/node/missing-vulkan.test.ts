import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { missingVulkan } from './missing-vulkan.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes-vulkan-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const loader = 'libvulkan.so.1';
const noLoader = missingVulkan()?.reason.includes(loader) === true;

describe.skipIf(process.platform !== 'linux')('missingVulkan', () => {
  it.skipIf(!noLoader)('names the loader, and what to install', () => {
    expect(missingVulkan()).toEqual({
      reason: "Vulkan's loader, libvulkan.so.1, is not installed",
      remedy: 'install it and the driver of the GPU, on Debian: apt-get install libvulkan1 mesa-vulkan-drivers',
    });
  });

  it.skipIf(noLoader)('finds a driver by its manifest, or by the variable that names one', async () => {
    for (const name of ['VK_DRIVER_FILES', 'VK_ADD_DRIVER_FILES', 'VK_ICD_FILENAMES']) vi.stubEnv(name, undefined);
    vi.stubEnv('XDG_DATA_HOME', folder);
    await mkdir(join(folder, 'vulkan/icd.d'), { recursive: true });
    await writeFile(join(folder, 'vulkan/icd.d/some.json'), '{}');
    expect(missingVulkan()).toBeUndefined();
    vi.stubEnv('XDG_DATA_HOME', join(folder, 'elsewhere'));
    vi.stubEnv('VK_ICD_FILENAMES', 'some.json');
    expect(missingVulkan()).toBeUndefined();
  });
});
