import { prepareBackend } from '@procrustes/backends';
import { ones } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { countReads, describeAsyncReads } from '../testing/async-reads-contract.ts';
import { availableBackends } from '../testing/available-backends.ts';

const backends = (await availableBackends()).map(({ name }) => name);

for (const backend of backends) describeAsyncReads(backend);

describe('countReads', () => {
  it.each(backends)('counts every way to read on %s', async (backend) => {
    await prepareBackend(backend);
    const x = ones([2]);
    const count = (body: () => unknown) => countReads(async () => body());
    // dataSync asks the backend's readSync: two calls; arraySync asks dataSync: three.
    expect(await count(() => x.dataSync())).toEqual({ blocking: 2, asynchronous: 0 });
    expect(await count(() => x.arraySync())).toEqual({ blocking: 3, asynchronous: 0 });
    expect(await count(() => x.data())).toEqual({ blocking: 0, asynchronous: 1 });
    x.dispose();
  });
});
