import { defaultClientConditions, defineConfig } from 'vite';
import { bundleContents } from './vite/bundle-contents.ts';
import { licences } from './vite/licences.ts';
import { statePolicy } from './vite/state-policy.ts';

/** Those that tell a licence are gathered by `licences`. */
const comments = { legal: false };

export default defineConfig(({ command }) => ({
  // Relative addresses: the built page works below any path.
  base: './',
  // What is not there is 404, as with any other server, so that the page finds no runs while one works on it.
  appType: 'mpa',
  // While one works on it, the packages' sources, so that a change shows without a build.
  resolve: { conditions: [...(command === 'serve' ? ['@procrustes/source'] : []), ...defaultClientConditions] },
  build: {
    outDir: 'dist/page',
    target: 'es2022',
    assetsInlineLimit: 0,
    manifest: true,
    rolldownOptions: { output: { comments } },
  },
  plugins: [statePolicy(), bundleContents(), licences()],
  worker: {
    format: 'es',
    plugins: () => [bundleContents(), licences()],
    rolldownOptions: { output: { comments } },
  },
}));
