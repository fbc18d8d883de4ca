import type { Plugin } from 'vite';
import { pagePolicy } from '../src/server/content-security-policy.ts';

/** States the content security policy in the built page itself, for where something else serves it. */
export function statePolicy(): Plugin {
  return {
    name: 'state-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: pagePolicy },
        injectTo: 'head-prepend',
      },
    ],
  };
}
