import '../live.worker.ts';
import { engine } from '@tensorflow/tfjs-core';

/** What a test asks of the page's worker behind its back, or does to what that runs on; the answer comes by the port. */
export interface Observation {
  readonly observe: 'tensors' | 'lose context' | 'no OffscreenCanvas' | 'no WebGL 2' | 'no float32 textures';
  readonly port: MessagePort;
}

const acts: Readonly<Record<Observation['observe'], () => number>> = {
  tensors: () => engine().memory().numTensors,
  'lose context': () => {
    const { gpgpu } = engine().backend as unknown as { gpgpu: { gl: WebGL2RenderingContext } };
    gpgpu.gl.getExtension('WEBGL_lose_context')?.loseContext();
    return 0;
  },
  'no OffscreenCanvas': () => {
    Reflect.deleteProperty(globalThis, 'OffscreenCanvas');
    return 0;
  },
  'no WebGL 2': () => {
    OffscreenCanvas.prototype.getContext = () => null;
    return 0;
  },
  'no float32 textures': () => {
    const getExtension = WebGL2RenderingContext.prototype.getExtension as (name: string) => unknown;
    Object.assign(WebGL2RenderingContext.prototype, {
      getExtension(this: WebGL2RenderingContext, name: string) {
        return name === 'EXT_color_buffer_float' ? null : getExtension.call(this, name);
      },
    });
    return 0;
  },
};

addEventListener('message', ({ data }: MessageEvent<Partial<Observation>>) => {
  if (data.observe !== undefined) data.port?.postMessage(acts[data.observe]());
});
