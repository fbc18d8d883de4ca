/** What this browser has of what training in the page needs. */
export interface Capabilities {
  /** What WebGL lacks here, in words; empty where it trains. */
  readonly missing: readonly string[];
  /** Whether the browser offers WebGPU, which trains too. */
  readonly webgpu: boolean;
}

/** Asks for a WebGL 2 context and gives it back at once. */
export function capabilities(page: typeof globalThis): Capabilities {
  return { missing: missingFor(page), webgpu: 'gpu' in page.navigator && page.navigator.gpu != null };
}

function missingFor(page: typeof globalThis): string[] {
  if (typeof page.Worker !== 'function') return ['Web Workers'];
  if (typeof page.OffscreenCanvas !== 'function') return ['OffscreenCanvas, WebGL in a worker'];
  let context: WebGL2RenderingContext | null = null;
  try {
    context = new page.OffscreenCanvas(1, 1).getContext('webgl2');
  } catch {
    // Some browsers throw where others return null.
  }
  if (context === null) return ['WebGL 2'];
  const renders = context.getExtension('EXT_color_buffer_float') !== null;
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return renders ? [] : ['float textures to draw into (EXT_color_buffer_float)'];
}
