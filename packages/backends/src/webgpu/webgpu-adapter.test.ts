import { add, engine, fill, getBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { isUnavailable } from '../backend-adapter.ts';
import { DeviceLostError } from '../device-lost-error.ts';
import { prepareBackend } from '../prepare-backend.ts';
import { webgpuAdapter } from './webgpu-adapter.ts';

const size = [64, 64];
const thrownBy = (act: () => unknown) =>
  Promise.resolve()
    .then(act)
    .catch((error: unknown) => error);

const found = await webgpuAdapter.probe();
const reason = isUnavailable(found) ? ` (skipped: ${found.reason})` : '';

describe.skipIf(isUnavailable(found))(`a WebGPU device that is lost${reason}`, () => {
  const device = () => (engine().backend as unknown as { device: GPUDevice }).device;

  it('refuses the next read, and the next step', async () => {
    await prepareBackend('webgpu');
    const x = fill(size, 1);
    const y = add(x, 1);
    device().destroy();
    const refusal = await thrownBy(() => y.data());
    expect(refusal).toBeInstanceOf(DeviceLostError);
    expect((refusal as Error).message).toMatch(
      /^the device of the backend 'webgpu' was lost \(destroyed.*\), .*last checkpoint/,
    );
    expect(await thrownBy(() => add(x, 1))).toBeInstanceOf(DeviceLostError);
  });

  it('ends a read that waits', async () => {
    await prepareBackend('webgpu');
    const reading = thrownBy(() => add(fill(size, 1), 1).data());
    device().destroy();
    expect(await reading).toBeInstanceOf(DeviceLostError);
  });

  it('is replaced by a new one where the backend is prepared again', async () => {
    await prepareBackend('webgpu');
    expect(getBackend()).toBe('webgpu');
    expect([...new Set(await add(fill(size, 1), 1).data())]).toEqual([2]);
  });
});

describe.skipIf(isUnavailable(found))(`a command that the GPU refuses${reason}`, () => {
  it('is an error of the next read, and of no other', async () => {
    await prepareBackend('webgpu');
    const { device } = engine().backend as unknown as { device: GPUDevice };
    device.createBuffer({ size: 16, usage: 0xff_ff });
    const y = add(fill(size, 1), 1);
    const refusal = await thrownBy(() => y.data());
    expect((refusal as Error).message).toMatch(/^the GPU refused a command, and what came of it is worthless: /);
    expect([...new Set(await y.data())]).toEqual([2]);
  });
});
