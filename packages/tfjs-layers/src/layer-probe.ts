import { type Site, trainingContext } from '@procrustes/layers';
import { NormProbe, type ObservedNorms } from '@procrustes/probes';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';

type Call = ReturnType<typeof layers.add>['call'];

/**
 * Looks at the norms of the stream and of its gradient at chosen layers' outputs while a model trains, by `fit`, `fitDataset`
 * or `trainOnBatch`: ‖y‖ and ‖∂E/∂y‖, over the whole batch. A layer's output reaches everything behind it through the probe,
 * so the gradient there is the whole ∂E/∂y, also where the stream forks. Reduced on the device, and read only when asked.
 * Evaluation and prediction are not looked at.
 *
 * @example
 * const probe = new LayerProbe(model, [{ name: 'stem', kind: 'stem' }, { name: 'block1', kind: 'identity' }]);
 * await model.fit(x, y, { callbacks: { onBatchEnd: async () => console.log(await probe.read()) } });
 * probe.dispose();
 */
export class LayerProbe {
  readonly #probe = new NormProbe(trainingContext);
  readonly #restores: (() => void)[] = [];

  /**
   * @param sites layers by name, each with the kind of the block that ends there
   * @throws Error for a name that is not a layer of the model's, with its layers; for one twice, or a layer that is probed already
   */
  constructor(model: LayersModel, sites: readonly Site[]) {
    const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
    const probed = sites.map((site, index) => {
      const layer = byName.get(site.name);
      if (layer === undefined) {
        throw new Error(`the model has no layer '${site.name}' to probe; it has ${[...byName.keys()].join(', ')}`);
      }
      if (Object.hasOwn(layer, 'call') || sites.findIndex(({ name }) => name === site.name) !== index) {
        throw new Error(`the layer '${site.name}' is probed already; dispose the other probe, or name each layer once`);
      }
      return { site, layer };
    });
    for (const { site, layer } of probed) {
      const call: Call = layer.call.bind(layer);
      layer.call = (inputs, kwargs) => {
        const output = call(inputs, kwargs);
        return kwargs.training === true ? this.#tap(site, output) : output;
      };
      this.#restores.push(() => Reflect.deleteProperty(layer, 'call'));
    }
  }

  #tap(site: Site, output: Tensor | Tensor[]): Tensor {
    const [y, ...more] = [output].flat();
    if (y === undefined || more.length > 0) {
      throw new Error(`the layer '${site.name}' has ${more.length + 1} outputs; probe a layer that has one`);
    }
    // The probe sums squares: it takes a tensor of any rank.
    return this.#probe.context.tap(site, y as Tensor4D);
  }

  /**
   * The norms of the last batch, in forward order, by one read-back. Read after each batch.
   * @throws Error where no gradient came back to a layer: one that no trained weight lies before, or a model that did not train
   */
  read(): Promise<ObservedNorms> {
    return this.#probe.read();
  }

  /** Leaves the model as it was. */
  dispose(): void {
    for (const restore of this.#restores.splice(0)) restore();
    this.#probe.dispose();
  }
}
