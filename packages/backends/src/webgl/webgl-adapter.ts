import { env, findBackendFactory, getKernel, registerBackend, removeBackend } from '@tensorflow/tfjs-core';
import type { BackendAdapter } from '../backend-adapter.ts';
import { DeviceWatch, watchBackend } from '../device-watch.ts';
import { replaceKernel } from '../replace-kernel.ts';
import { isSoftwareRasteriser } from '../software-rasteriser.ts';
import { batchMatMulKernel } from './batch-mat-mul-kernel.ts';

type WebglPackage = typeof import('@tensorflow/tfjs-backend-webgl');

const name = 'webgl';

/**
 * Freed textures are kept for the next tensor of their size while no more than this is allocated in total; the stock
 * backend keeps them for ever. A step of training frees what the next one needs.
 */
const pooledBytes = 2 ** 30;

let loaded: WebglPackage | undefined;
let context: WebGL2RenderingContext | undefined;
let watch = new DeviceWatch(name);

/** WebGL 2, in a page or a worker of one. */
export const webglAdapter: BackendAdapter = {
  name,
  engineName: name,
  forGpu: true,
  async probe() {
    if (typeof OffscreenCanvas === 'undefined' && typeof document === 'undefined') {
      if ('WorkerGlobalScope' in globalThis) {
        const reason = 'this browser has no OffscreenCanvas, which WebGL in a worker needs';
        return { reason, remedy: 'use a newer browser' };
      }
      return { reason: 'it runs in a browser only', remedy: 'take another with --backend', elsewhere: true };
    }
    const gl = currentContext();
    if (gl === null) {
      return {
        reason: 'this browser has no WebGL 2',
        remedy: 'turn on graphics acceleration in its settings, or take wasm',
      };
    }
    if (loaded === undefined) {
      try {
        loaded = await import('@tensorflow/tfjs-backend-webgl');
      } catch {
        const reason = 'the package @tensorflow/tfjs-backend-webgl is not part of this page';
        return { reason, remedy: 'npm install @tensorflow/tfjs-backend-webgl, and build the page again' };
      }
      // The package registers itself, without what `start` adds.
      if (findBackendFactory(name) !== null) removeBackend(name);
    }
    // What it finds out about the device, it finds out from this context.
    loaded.setWebGLContext(2, gl);
    env().set('WEBGL_DELETE_TEXTURE_THRESHOLD', pooledBytes);
    if (watch.isLost) removeBackend(name);
    if (findBackendFactory(name) === null) registerBackend(name, start, 2);

    const renderer = rendererOf(gl);
    const float32 = env().getBool('WEBGL_RENDER_FLOAT32_ENABLED');
    const side = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
    return {
      device: `${renderer} (WebGL 2)`,
      processor: isSoftwareRasteriser(renderer) ? 'software rasteriser' : 'GPU',
      precision: float32 ? 'float32' : 'float16',
      threads: null,
      // Four numbers a texel.
      memory: { total: null, largestTensor: side * side * 4 * (float32 ? 4 : 2) },
    };
  },
  registerKernels() {
    replaceKernel(batchMatMulKernel(getKernel('BatchMatMul', name)));
  },
};

function currentContext(): WebGL2RenderingContext | null {
  if (context !== undefined && !context.isContextLost()) return context;
  const canvas = typeof OffscreenCanvas === 'undefined' ? document.createElement('canvas') : new OffscreenCanvas(1, 1);
  context = (canvas.getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    premultipliedAlpha: false,
    preserveDrawingBuffer: false,
    powerPreference: 'high-performance',
  }) ?? undefined) as WebGL2RenderingContext | undefined;
  return context ?? null;
}

function rendererOf(gl: WebGL2RenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL));
}

/** As the package itself would, but with a cache of programs that goes with the context, and with someone who notices when that goes. */
function start() {
  const { GPGPUContext, MathBackendWebGL } = loaded as WebglPackage;
  const gl = context as WebGL2RenderingContext;
  const own = new DeviceWatch(name);
  watch = own;
  const lose = (what?: string) => own.lose(what || 'WebGL context lost');
  gl.canvas.addEventListener('webglcontextlost', (event) => lose((event as WebGLContextEvent).statusMessage));
  return watchBackend(new MathBackendWebGL(new GPGPUContext(gl)), {
    watch: own,
    program: 'runWebGLProgram',
    look: () => {
      if (gl.isContextLost()) lose();
    },
  });
}
