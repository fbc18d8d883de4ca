/**
 * Whether WebGPU has what it needs on Linux before any driver: Vulkan's loader. Asked here, because Dawn itself prints a
 * warning where it is missing.
 */
export function hasVulkanLoader(): boolean {
  if (process.platform !== 'linux') return true;
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1');
    return true;
  } catch (error) {
    // It is no add-on for Node; but that is said only of a library that was found.
    return error instanceof Error && error.message.includes('did not self-register');
  }
}
