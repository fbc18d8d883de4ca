import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Unavailable } from '../backend-adapter.ts';

/**
 * What WebGPU lacks on Linux before it has looked for a GPU: Vulkan's loader, or any driver for that. Asked here, because
 * Dawn itself writes warnings to the standard error where one is missing.
 */
export function missingVulkan(): Unavailable | undefined {
  if (process.platform !== 'linux') return undefined;
  if (!hasLoader()) {
    return {
      reason: "Vulkan's loader, libvulkan.so.1, is not installed",
      remedy: 'install it and the driver of the GPU, on Debian: apt-get install libvulkan1 mesa-vulkan-drivers',
    };
  }
  if (!hasDriver()) {
    return {
      reason: 'no Vulkan driver is installed',
      remedy: 'install that of the GPU, on Debian: apt-get install mesa-vulkan-drivers, or nvidia-driver',
    };
  }
  return undefined;
}

function hasLoader(): boolean {
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1');
    return true;
  } catch (error) {
    // It is no add-on for Node; but that is said only of a library that was found.
    return error instanceof Error && error.message.includes('did not self-register');
  }
}

/** Where the loader looks for drivers: its documentation, LoaderDriverInterface.md, "Driver Discovery on Linux". */
function hasDriver(): boolean {
  const { VK_DRIVER_FILES, VK_ADD_DRIVER_FILES, VK_ICD_FILENAMES, ...environment } = process.env;
  if (VK_DRIVER_FILES || VK_ADD_DRIVER_FILES || VK_ICD_FILENAMES) return true;
  const folders = [
    environment.XDG_CONFIG_HOME ?? join(homedir(), '.config'),
    ...(environment.XDG_CONFIG_DIRS ?? '/etc/xdg').split(delimiter),
    '/usr/local/etc',
    '/etc',
    environment.XDG_DATA_HOME ?? join(homedir(), '.local/share'),
    ...(environment.XDG_DATA_DIRS ?? '/usr/local/share:/usr/share').split(delimiter),
    '/usr/local/share',
    '/usr/share',
    // NixOS.
    '/run/opengl-driver/share',
  ];
  return folders.some((folder) => holdsManifest(join(folder, 'vulkan/icd.d')));
}

function holdsManifest(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => name.endsWith('.json'));
  } catch {
    return false;
  }
}
