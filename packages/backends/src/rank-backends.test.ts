import { describe, expect, it } from 'vitest';
import type { BackendAdapter, BackendDevice, Unavailable } from './backend-adapter.ts';
import { rankBackends } from './rank-backends.ts';

const adapter = (name: string): BackendAdapter => ({
  name,
  engineName: name,
  forGpu: name !== 'wasm' && name !== 'cpu',
  probe: () => Promise.reject(new Error('is not asked again')),
  registerKernels() {},
});

const memory = { total: null, largestTensor: null };
const on = (processor: BackendDevice['processor'], device: string): BackendDevice => ({
  device,
  processor,
  precision: 'float32',
  threads: null,
  memory,
});

const order = (found: Readonly<Record<string, BackendDevice | Unavailable>>) =>
  rankBackends(Object.entries(found).map(([name, one]) => ({ adapter: adapter(name), found: one })));

const names = (found: Parameters<typeof order>[0]) => order(found).map(({ adapter: { name } }) => name);

describe('rankBackends', () => {
  it('puts every GPU before every CPU, and keeps the given order among each', () => {
    expect(
      names({
        tensorflow: on('GPU', 'CUDA'),
        webgpu: on('GPU', 'Vulkan'),
        webgl: on('GPU', 'OpenGL'),
        wasm: on('CPU', 'SIMD'),
        cpu: on('CPU', 'JavaScript'),
      }),
    ).toEqual(['tensorflow', 'webgpu', 'webgl', 'wasm', 'cpu']);
    expect(
      names({
        tensorflow: on('CPU', 'oneDNN'),
        webgpu: on('GPU', 'Vulkan'),
        webgl: on('GPU', 'OpenGL'),
        wasm: on('CPU', 'SIMD'),
      }),
    ).toEqual(['webgpu', 'webgl', 'tensorflow', 'wasm']);
  });

  it('leaves out a software rasteriser and what is not available, and says why', () => {
    const [first, ...others] = order({
      tensorflow: { reason: 'tfjs-node is not installed', remedy: 'install it' },
      webgpu: on('software rasteriser', 'SwiftShader'),
      webgl: { reason: 'it runs in a browser only', remedy: 'take another', elsewhere: true },
      wasm: on('CPU', 'SIMD'),
    });
    expect(first?.adapter.name).toBe('wasm');
    expect(first?.passedOver).toEqual([
      "the backend 'tensorflow' is not available: tfjs-node is not installed",
      "the backend 'webgpu' has only a software rasteriser here (SwiftShader), which auto never takes",
    ]);
    expect(others).toEqual([]);
  });

  it('leaves out what is below float32', () => {
    const [first] = order({ webgl: { ...on('GPU', 'Mali-G52'), precision: 'float16' }, wasm: on('CPU', 'SIMD') });
    expect(first?.adapter.name).toBe('wasm');
    expect(first?.passedOver).toEqual(["the backend 'webgl' computes in float16 here, which auto never takes"]);
  });

  it('names only what could have been faster', () => {
    const missing = { reason: 'it is missing', remedy: 'find it' };
    const onGpu = order({ tensorflow: on('GPU', 'CUDA'), webgpu: missing, wasm: missing });
    expect(onGpu[0]?.passedOver).toEqual([]);
    const onCpu = order({ tensorflow: on('CPU', 'oneDNN'), webgpu: missing, wasm: missing });
    expect(onCpu[0]?.passedOver).toEqual(["the backend 'webgpu' is not available: it is missing"]);
  });

  it('has no candidate where there is nothing but a software rasteriser', () => {
    expect(names({ webgl: on('software rasteriser', 'llvmpipe') })).toEqual([]);
  });
});
