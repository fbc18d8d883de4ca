// Of the stock operations around the block.
import '@procrustes/ops/gradients';
import { type Module, type Site, trainingContext } from '@procrustes/layers';
import type { Model } from '@procrustes/models';
import { sumOfSquares, valueAndGradients } from '@procrustes/ops';
import { readScalars } from '@procrustes/probes';
import { Generator } from '@procrustes/random';
import { mul, type Scalar, sum, type Tensor4D, tensor4d, tidy, zeros } from '@tensorflow/tfjs-core';

/** How much a block lengthens a signal on its way forward, and a gradient on its way back. */
export interface BlockGains {
  readonly site: string;
  /** ‖f(x)‖ / ‖x‖ of white noise x. */
  readonly forward: number;
  /** ‖J(x)ᵀg‖ / ‖g‖ of white noise g, at that x. */
  readonly backward: number;
}

/** Images are 32 × 32 in all that is measured here. */
const imageShape: Tensor4D['shape'] = [1, 32, 32, 3];

/**
 * The gains of a model's blocks of one kind for white noise, each alone: standard normal x and g, independent. Batch
 * statistics are those of x; running ones stay as they are.
 * @param size of the batch
 */
export async function blockGains(
  { network }: Model,
  kind: Site['kind'],
  { size, seed }: { readonly size: number; readonly seed: number },
): Promise<BlockGains[]> {
  const shapes = shapesBefore(network);
  const gains: BlockGains[] = [];
  for (const { name } of network.sites.filter((site) => site.kind === kind)) {
    const block = network.children[name] as unknown as Module<Tensor4D, Tensor4D>;
    const generator = Generator.named(seed, `white noise/${name}`);
    const noise = (shape: Tensor4D['shape']) => {
      const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => generator.normal());
      return tensor4d(values, shape);
    };
    // `repeats`: a pass that moves no running statistics.
    const forward = (x: Tensor4D) => block.forward(x, { ...trainingContext, repeats: true });
    const squares = tidy(() => {
      const [, height, width, channels] = shapes.get(name) as Tensor4D['shape'];
      const x = noise([size, height, width, channels]);
      const y = forward(x);
      const g = noise(y.shape);
      const { gradients } = valueAndGradients(() => sum(mul(forward(x), g)) as Scalar, [x]);
      return [x, y, g, gradients[0] as Tensor4D].map((values) => sumOfSquares(values));
    });
    const [x, y, g, back] = [...(await readScalars(squares))].map(Math.sqrt) as [number, number, number, number];
    for (const scalar of squares) scalar.dispose();
    gains.push({ site: name, forward: y / x, backward: back / g });
  }
  return gains;
}

/** The shape of what each block receives, of one image. */
function shapesBefore(network: Model['network']): Map<string, Tensor4D['shape']> {
  const shapes = new Map<string, Tensor4D['shape']>();
  let before = imageShape;
  tidy(() => {
    network.forward(zeros(imageShape), {
      training: false,
      tap: ({ name }, x) => {
        shapes.set(name, before);
        before = x.shape;
        return x;
      },
    });
  });
  return shapes;
}
