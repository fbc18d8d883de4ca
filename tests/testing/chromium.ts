/** The browser of the tests: that of Debian's package, or another Chromium that `PROCRUSTES_CHROMIUM` names. */
export const chromium = process.env.PROCRUSTES_CHROMIUM ?? '/usr/bin/chromium';

/** WebGL and WebGPU are played on the CPU, by SwiftShader: the same arithmetic on every machine, with a GPU or without. */
export const chromiumSwitches = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  // Root, as in a container, has no sandbox.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];
