import { findBackendFactory, registerBackend, removeBackend } from '@tensorflow/tfjs-core';
import type { BackendAdapter, Unavailable } from '../backend-adapter.ts';
import { DeviceMemoryError } from '../device-memory-error.ts';
import { DeviceWatch, watchBackend } from '../device-watch.ts';
import { isNode } from '../is-node.ts';
import { replaceKernel } from '../replace-kernel.ts';
import { isSoftwareRasteriser } from '../software-rasteriser.ts';
import { webgpuKernels } from './kernels.ts';

/** WebGPU as it is in this process or page. */
export interface LoadedWebgpu {
  readonly gpu: GPU;
  readonly WebGPUBackend: typeof import('@tensorflow/tfjs-backend-webgpu').WebGPUBackend;
}

const name = 'webgpu';
const preference: GPURequestAdapterOptions = { powerPreference: 'high-performance' };

let loaded: LoadedWebgpu | undefined;
let watch = new DeviceWatch(name);

/** WebGPU: the browser's own in a page, that of the npm package `webgpu` (Dawn) in Node. */
export const webgpuAdapter: BackendAdapter = {
  name,
  engineName: name,
  forGpu: true,
  async probe() {
    if (loaded === undefined) {
      const found = await (isNode ? loadInNode() : loadInPage());
      if ('reason' in found) return found;
      // The package may have registered itself, without what `start` adds.
      if (findBackendFactory(name) !== null) removeBackend(name);
      loaded = found;
    }
    const adapter = await loaded.gpu.requestAdapter(preference);
    if (adapter === null) return noAdapter;
    if (watch.isLost) removeBackend(name);
    if (findBackendFactory(name) === null) registerBackend(name, start, 3);
    const { vendor, architecture, device, description } = adapter.info;
    const isFallback = 'isFallbackAdapter' in adapter.info && adapter.info.isFallbackAdapter === true;
    const software = isFallback || isSoftwareRasteriser([vendor, architecture, device, description].join(' '));
    const driver = description || [vendor, device || architecture].filter(Boolean).join(' ') || 'a GPU without a name';
    return {
      device: `${driver} (WebGPU)`,
      processor: software ? 'software rasteriser' : 'GPU',
      precision: 'float32',
      threads: null,
      memory: { total: null, largestTensor: adapter.limits.maxStorageBufferBindingSize },
    };
  },
  registerKernels() {
    for (const kernel of webgpuKernels) replaceKernel(kernel);
  },
};

const noAdapter: Unavailable = isNode
  ? {
      reason: 'WebGPU found no GPU with a driver',
      remedy:
        process.platform === 'linux'
          ? 'install the Vulkan driver of the GPU, on Debian: apt-get install mesa-vulkan-drivers, or nvidia-driver'
          : 'install the driver of the GPU, or take another with --backend',
    }
  : {
      reason: 'the browser has WebGPU, but no GPU for it',
      remedy: 'turn on graphics acceleration in its settings, or take webgl',
    };

async function loadInNode(): Promise<LoadedWebgpu | Unavailable> {
  const remedy = 'prepare it: procrustes backends setup webgpu (or npm install webgpu @tensorflow/tfjs-backend-webgpu)';
  try {
    const { loadWebgpu } = await import('../node/load-webgpu.ts');
    const found = await loadWebgpu();
    if (found === undefined) return { reason: 'the packages webgpu and tfjs-backend-webgpu are not installed', remedy };
    const { missingVulkan } = await import('../node/missing-vulkan.ts');
    return missingVulkan() ?? found;
  } catch (error) {
    return { reason: `it does not load: ${error instanceof Error ? error.message.split('\n', 1)[0] : error}`, remedy };
  }
}

async function loadInPage(): Promise<LoadedWebgpu | Unavailable> {
  const gpu = (globalThis.navigator as Partial<Navigator> | undefined)?.gpu;
  if (gpu === undefined) {
    return {
      reason: 'this page has no WebGPU (an old browser, or a page that is neither https nor localhost)',
      remedy: 'take webgl',
    };
  }
  try {
    const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
    return { gpu, WebGPUBackend };
  } catch {
    const reason = 'the package @tensorflow/tfjs-backend-webgpu is not part of this page';
    return { reason, remedy: 'npm install @tensorflow/tfjs-backend-webgpu, and build the page again' };
  }
}

/** As the package itself would, but with all that the device offers, and with someone who notices when it goes. */
async function start() {
  const { gpu, WebGPUBackend } = loaded as LoadedWebgpu;
  const adapter = await gpu.requestAdapter(preference);
  if (adapter === null) throw new Error(noAdapter.reason);
  const { limits } = adapter;
  const device = await adapter.requestDevice({
    requiredFeatures: adapter.features.has('timestamp-query') ? ['timestamp-query'] : [],
    requiredLimits: {
      maxBufferSize: limits.maxBufferSize,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
    },
  });
  const own = new DeviceWatch(name);
  watch = own;
  device.lost.then(({ reason, message }) => own.lose([reason, message].filter(Boolean).join(': ')));
  device.addEventListener('uncapturederror', (event) => own.refuse(refusal((event as GPUUncapturedErrorEvent).error)));
  return watchBackend(new WebGPUBackend(device, adapter.info), { watch: own, program: 'runWebGPUProgram' });
}

function refusal({ constructor: { name: kind }, message }: GPUError): Error {
  const line = message.split('\n', 1)[0];
  return kind === 'GPUOutOfMemoryError'
    ? new DeviceMemoryError(`the GPU's memory is full (${line})`)
    : new Error(`the GPU refused a command, and what came of it is worthless: ${line}`);
}
