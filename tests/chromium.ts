/** The browser of the tests: Debian's package, or another Chromium that `PROCRUSTES_CHROMIUM` names. */
export const chromium = process.env.PROCRUSTES_CHROMIUM ?? '/usr/bin/chromium';

/** A GPU is used where there is one; without it Chromium computes in software, for WebGL and for WebGPU. */
export const chromiumSwitches = [
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--use-angle=vulkan',
  '--use-webgpu-adapter=swiftshader',
  // As root, in a container.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];
