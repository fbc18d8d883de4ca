/**
 * What the page may do: run its own code and WebAssembly, in workers too, and ask its own origin. Nothing else can be loaded or sent.
 * Styles may stand in elements, since charts put theirs there; pictures may come from memory, since exports are drawn there.
 */
const directives = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** The policy as an element of the page can state it, for where the page is served by something else. */
export const pagePolicy = directives.join('; ');

/** The policy as a header, which alone can forbid to be framed. */
export const pagePolicyHeader = [...directives, "frame-ancestors 'none'"].join('; ');

/** Of everything that is not the page: a document made of it can do nothing. */
export const dataPolicyHeader =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";
