import { compositionKernel, convolutionFilterGradientDefinition } from '@procrustes/ops';
import { engine, pad, slice, type Tensor4D, type TensorInfo } from '@tensorflow/tfjs-core';
import { filterGradientOuterProducts } from './filter-gradient-outer-products.ts';
import type { Formulation } from './formulation.ts';
import { outerProductTile } from './outer-product-sum.ts';

/** Outer products where x has too few channels for whole tiles: channels of zeros are put behind them first. */
export const filterGradientPaddedOuterProducts: Formulation = {
  name: 'padded-outer-products',
  can: ({ inChannels, outChannels }) =>
    inChannels % outerProductTile.in !== 0 && outChannels % outerProductTile.out === 0,
  kernel: compositionKernel(convolutionFilterGradientDefinition, 'wasm', ({ x, dy }, attributes) => {
    const inChannels = x.shape[3];
    const missing = outerProductTile.in - (inChannels % outerProductTile.in);
    const padded = pad(x, [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, missing],
    ]);
    const gradient = filterGradientOuterProducts.kernel.kernelFunc({
      inputs: { x: padded, dy },
      attrs: { ...attributes, kernel: [...attributes.kernel] },
      backend: engine().backend,
    }) as TensorInfo;
    const whole = engine().makeTensorFromTensorInfo(gradient) as Tensor4D;
    return slice(whole, [0, 0, 0, 0], [-1, -1, inChannels, -1]);
  }),
};
