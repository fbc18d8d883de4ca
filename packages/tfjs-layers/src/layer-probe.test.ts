import { useCpuBackend } from '@procrustes/testing';
import {
  add,
  dispose,
  mean,
  memory,
  norm,
  type Scalar,
  type Tensor,
  tidy,
  type Variable,
  variable,
  variableGrads,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { metrics } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { LayerProbe } from './layer-probe.ts';
import { littleBatch, littleModel } from './testing/little-model.ts';

useCpuBackend();
// Behind TensorFlow.js's core, whose tensors are otherwise those of the second copy that only registers gradients.
beforeAll(() => import('@procrustes/ops/gradients'));

const sites = [
  { name: 'stem', kind: 'stem' },
  { name: 'block', kind: 'identity' },
  { name: 'transition', kind: 'transition' },
] as const;

describe('LayerProbe', () => {
  it('sees norms at each batch of fit, and leaves no tensor and the model as it was', async () => {
    const model = littleModel();
    const { x, y } = littleBatch();
    const fit = (onBatchEnd: () => Promise<void>) =>
      model.fit(x, y, { batchSize: 2, epochs: 2, shuffle: false, verbose: 0, callbacks: { onBatchEnd } });
    await fit(async () => {});
    const { numTensors } = memory();
    const probe = new LayerProbe(model, sites);
    const seen: Awaited<ReturnType<LayerProbe['read']>>[] = [];
    await fit(async () => {
      seen.push(await probe.read());
    });
    expect(seen).toHaveLength(6);
    for (const { sites: names, kinds, gradient, activation } of seen) {
      expect(names).toEqual(['stem', 'block', 'transition']);
      expect(kinds).toEqual(['stem', 'identity', 'transition']);
      expect([...gradient, ...activation].every((value) => value > 0)).toBe(true);
    }
    probe.dispose();
    expect(memory().numTensors).toBe(numTensors);
    await fit(async () => {});
    await expect(probe.read()).resolves.toMatchObject({ sites: [] });
    for (const layer of model.layers) expect(Object.hasOwn(layer, 'call')).toBe(false);
    dispose([x, y]);
    model.dispose();
  });

  it('sees the whole ∂E/∂y of a stream that forks: as a change of the output tells', async () => {
    const { x, y } = littleBatch();
    const model = littleModel();
    const probe = new LayerProbe(model, sites);
    await model.trainOnBatch(x, y);
    const observed = await probe.read();
    probe.dispose();

    // The same weights once more, with a variable of zeros behind the stem: its gradient is ∂E/∂y there.
    const again = littleModel();
    const wanted: Record<string, number> = {};
    for (const { name } of sites) {
      const layer = again.getLayer(name);
      const call = layer.call.bind(layer);
      let shift: Variable | undefined;
      layer.call = (inputs, kwargs) => {
        const output = call(inputs, kwargs) as Tensor;
        shift ??= variable(zerosLike(output), true);
        return add(output, shift);
      };
      // Made outside the pass that is differentiated.
      tidy(() => {
        again.apply(x, { training: true });
      });
      const behind = shift as unknown as Variable;
      const { value, grads } = variableGrads(
        () => mean(metrics.categoricalCrossentropy(y, again.apply(x) as Tensor)) as Scalar,
        [behind],
      );
      wanted[name] = (await norm(grads[behind.name] as Tensor).data())[0] as number;
      dispose([value, grads, behind]);
      Reflect.deleteProperty(layer, 'call');
    }
    expect(observed.gradient).toBeRelativelyClose(
      sites.map(({ name }) => wanted[name] as number),
      1e-5,
    );
    // The negative control: the branch alone is not the whole.
    const branch = new LayerProbe(again, [{ name: 'branch', kind: 'plain' }]);
    await again.trainOnBatch(x, y);
    const { gradient } = await branch.read();
    expect(gradient).not.toBeRelativelyClose([wanted.stem as number], 0.05);
    branch.dispose();
    dispose([x, y]);
  });

  it('changes no weight, and looks at no evaluation', async () => {
    const { x, y } = littleBatch();
    const [probed, plain] = [littleModel(), littleModel()];
    const probe = new LayerProbe(probed, sites);
    probed.predict(x);
    probed.evaluate(x, y);
    for (const model of [probed, plain]) await model.trainOnBatch(x, y);
    expect((await probe.read()).sites).toHaveLength(3);
    for (const [index, weight] of probed.getWeights().entries()) {
      expect(await weight.data()).toEqual(await plain.getWeights()[index]?.data());
    }
    probe.dispose();
  });

  it('refuses layers that are not there or are probed already', () => {
    const model = littleModel();
    expect(() => new LayerProbe(model, [{ name: 'stam', kind: 'stem' }])).toThrow(
      "no layer 'stam' to probe; it has input",
    );
    expect(() => new LayerProbe(model, [sites[0], sites[0]])).toThrow("the layer 'stem' is probed already");
    new LayerProbe(model, sites);
    expect(() => new LayerProbe(model, sites)).toThrow("the layer 'stem' is probed already");
  });
});
