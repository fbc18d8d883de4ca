/** What a worker's scope lacks to train on WebGL, in words; empty where it trains. Asks for a context and gives it back at once. */
export function missingForWebgl(scope: { readonly OffscreenCanvas?: typeof OffscreenCanvas }): readonly string[] {
  if (typeof scope.OffscreenCanvas !== 'function') return ['OffscreenCanvas (WebGL in a worker)'];
  let context: WebGL2RenderingContext | null = null;
  try {
    context = new scope.OffscreenCanvas(1, 1).getContext('webgl2');
  } catch {
    // Some browsers throw where others return null.
  }
  if (context === null) return ['WebGL 2'];
  const draws = context.getExtension('EXT_color_buffer_float') !== null;
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return draws ? [] : ['float textures to draw into (EXT_color_buffer_float)'];
}
