import { describe, expect, it, vi } from 'vitest';
import { capabilities } from './capabilities.ts';
import { missingForWebgl } from './missing-for-webgl.ts';

const canvasWith = (context: unknown) =>
  class {
    getContext() {
      return context;
    }
  } as unknown as typeof OffscreenCanvas;

describe('capabilities', () => {
  it('finds that this browser trains', async () => {
    expect(await capabilities()).toEqual({ missing: [], webgpu: 'gpu' in navigator });
  });

  it.each([
    ['no device for it', () => Promise.resolve(null), false],
    ['a browser that throws over it', () => Promise.reject(new Error('not here')), false],
    ['a browser that never answers', () => new Promise(() => {}), false],
    ['a device', () => Promise.resolve({}), true],
  ])('finds WebGPU where WebGL is missing: %s', async (_, requestAdapter, found) => {
    vi.stubGlobal('Worker', undefined);
    vi.spyOn(navigator.gpu, 'requestAdapter').mockImplementation(requestAdapter as never);
    try {
      expect(await capabilities()).toEqual({ missing: ['Web Workers'], webgpu: found });
    } finally {
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
    }
  });
});

describe('missingForWebgl', () => {
  it.each([
    ['OffscreenCanvas (WebGL in a worker)', {}],
    ['WebGL 2', { OffscreenCanvas: canvasWith(null) }],
    [
      'float textures to draw into (EXT_color_buffer_float)',
      { OffscreenCanvas: canvasWith({ getExtension: () => null }) },
    ],
  ])('names %s where that is missing', (name, scope) => {
    expect(missingForWebgl(scope)).toEqual([name]);
  });

  it('names what a browser throws over', () => {
    const throwing = class {
      constructor() {
        throw new TypeError('not here');
      }
    } as unknown as typeof OffscreenCanvas;
    expect(missingForWebgl({ OffscreenCanvas: throwing })).toEqual(['WebGL 2']);
  });
});
