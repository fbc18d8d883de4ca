import { describeGoldenTraces, type ReadTrace } from '../testing/golden-traces.ts';

const readTrace: ReadTrace = async (file) => {
  const response = await fetch(new URL(`../fixtures/golden/${file}`, import.meta.url));
  return new Uint8Array(await response.arrayBuffer());
};

describeGoldenTraces('webgl', readTrace);
