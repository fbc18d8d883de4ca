import { add, mul, relu, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { defineOp, type OpDefinition } from './define-op.ts';
import { requireShape } from './require-shape.ts';

/** What {@link channelAffine} does besides. */
export interface ChannelAffineAttributes {
  /** Applied to the result. */
  readonly activation: 'relu' | 'none';
}

/** The op behind {@link channelAffine}. */
export const channelAffineDefinition: OpDefinition<
  { x: Tensor4D; scale: Tensor1D; shift: Tensor1D },
  ChannelAffineAttributes,
  Tensor4D
> = {
  name: 'ChannelAffine',
  reference: ({ x, scale, shift }, { activation }) => {
    const y = add(mul(x, scale), shift) as Tensor4D;
    return activation === 'relu' ? relu(y) : y;
  },
};

const run = defineOp(channelAffineDefinition);

/**
 * y = scale_c · x + shift_c for each channel c, then the activation. A building block of batch norm; has no gradient
 * itself.
 *
 * @param x [batch, height, width, channels]
 * @param scale, shift [channels]
 * @throws RangeError where scale or shift is of another shape
 */
export function channelAffine(
  x: Tensor4D,
  scale: Tensor1D,
  shift: Tensor1D,
  { activation }: ChannelAffineAttributes,
): Tensor4D {
  const channels = [x.shape[3]];
  requireShape(scale, channels, 'the scale of a channel affine');
  requireShape(shift, channels, 'the shift of a channel affine');
  return run({ x, scale, shift }, { activation });
}
