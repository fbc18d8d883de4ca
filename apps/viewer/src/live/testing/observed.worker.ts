import '../live.worker.ts';
import { engine } from '@tensorflow/tfjs-core';

/** What a test asks of the worker of the page behind its back; the answer comes by the port. */
export type Observation = { readonly observe: 'tensors' | 'lose context'; readonly port: MessagePort };

addEventListener('message', ({ data }: MessageEvent<Partial<Observation>>) => {
  if (data.observe === 'tensors') data.port?.postMessage(engine().memory().numTensors);
  if (data.observe === 'lose context') {
    const { gpgpu } = engine().backend as unknown as { gpgpu: { gl: WebGL2RenderingContext } };
    gpgpu.gl.getExtension('WEBGL_lose_context')?.loseContext();
    data.port?.postMessage(0);
  }
});
