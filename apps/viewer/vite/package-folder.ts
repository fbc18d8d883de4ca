/** The folder of the npm package that a module is in: `…/node_modules/@tensorflow/tfjs-core` of `…/node_modules/@tensorflow/tfjs-core/dist/index.js`. */
export function packageFolder(module: string): string | undefined {
  return /^[^\0].*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(module.replaceAll('\\', '/'))?.[0];
}
