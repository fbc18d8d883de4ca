import { describeGoldenTraces, paperTraces } from '../testing/golden-trace-contract.ts';

// Where Chromium plays the GPU on the CPU each takes long.
const traces = import.meta.env.PROCRUSTES_LONG_TESTS === '1' ? undefined : paperTraces;

describeGoldenTraces(
  'webgl',
  async (name) => {
    const response = await fetch(new URL(`../fixtures/golden/${name}.safetensors`, import.meta.url));
    return new Uint8Array(await response.arrayBuffer());
  },
  traces,
);
