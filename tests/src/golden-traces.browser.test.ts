import { describeGoldenTraces } from '../testing/golden-trace-contract.ts';

describeGoldenTraces('webgl', async (name) => {
  const response = await fetch(new URL(`../fixtures/golden/${name}.safetensors`, import.meta.url));
  return new Uint8Array(await response.arrayBuffer());
});
