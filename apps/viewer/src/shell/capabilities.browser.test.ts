import { describe, expect, it } from 'vitest';
import { capabilities } from './capabilities.ts';

const browser = (changes: object) =>
  ({ ...globalThis, Worker, OffscreenCanvas, navigator, ...changes }) as typeof globalThis;
const canvasWith = (context: unknown) =>
  class {
    getContext() {
      return context;
    }
  };

describe('capabilities', () => {
  it('finds that this browser trains', () => {
    expect(capabilities(globalThis).missing).toEqual([]);
  });

  it.each([
    ['Web Workers', { Worker: undefined }],
    ['OffscreenCanvas, WebGL in a worker', { OffscreenCanvas: undefined }],
    ['WebGL 2', { OffscreenCanvas: canvasWith(null) }],
    [
      'float textures to draw into (EXT_color_buffer_float)',
      { OffscreenCanvas: canvasWith({ getExtension: () => null }) },
    ],
  ])('names %s where that is missing', (name, changes) => {
    expect(capabilities(browser(changes)).missing).toEqual([name]);
  });

  it('sees whether there is WebGPU', () => {
    expect(capabilities(browser({ navigator: {} })).webgpu).toBe(false);
    expect(capabilities(browser({ navigator: { gpu: {} } })).webgpu).toBe(true);
  });
});
