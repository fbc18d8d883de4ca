import { add, engine, fill, getBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { DeviceLostError } from './device-lost-error.ts';
import { prepareBackend } from './prepare-backend.ts';

const size = [64, 64];
const thrownBy = (act: () => unknown) =>
  Promise.resolve()
    .then(act)
    .catch((error: unknown) => error);

describe('a WebGL context that is lost', () => {
  const lose = () => {
    const { gpgpu } = engine().backend as unknown as { gpgpu: { gl: WebGL2RenderingContext } };
    gpgpu.gl.getExtension('WEBGL_lose_context')?.loseContext();
  };

  it('refuses the next read, and the next step', async () => {
    await prepareBackend('webgl');
    const x = fill(size, 1);
    const y = add(x, 1);
    lose();
    const refusal = await thrownBy(() => y.data());
    expect(refusal).toBeInstanceOf(DeviceLostError);
    expect((refusal as Error).message).toMatch(/^the device of the backend 'webgl' was lost \(.+\), .*last checkpoint/);
    expect(await thrownBy(() => add(x, 1))).toBeInstanceOf(DeviceLostError);
  });

  it('ends a read that waits', async () => {
    await prepareBackend('webgl');
    const reading = thrownBy(() => add(fill(size, 1), 1).data());
    lose();
    expect(await reading).toBeInstanceOf(DeviceLostError);
  });

  it('is replaced by a new one where the backend is prepared again', async () => {
    await prepareBackend('webgl');
    expect(getBackend()).toBe('webgl');
    expect([...new Set(await add(fill(size, 1), 1).data())]).toEqual([2]);
  });
});
