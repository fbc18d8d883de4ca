// Bundles TensorFlow.js's gradients for Node, whose module loader cannot follow that file's extensionless imports.
// What comes along of the core shares the installed core's engine and registry: they are singletons on globalThis.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

await build({
  entryPoints: [path('src/gradients/index.ts')],
  outfile: process.argv[2] ?? path('dist/gradients/node.js'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  legalComments: 'eof',
  logLevel: 'warning',
});
