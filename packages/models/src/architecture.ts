import type { Network } from '@procrustes/layers';
import type { ProjectionDeclaration } from '@procrustes/projection';

/** A network and what it declares about itself. */
export interface Model {
  readonly network: Network;
  /** Parameters to be kept on a constraint set while training; the training schedule carries it out. */
  readonly projections: readonly ProjectionDeclaration[];
}

/** A network as a recipe: known by name, built for any number of classes. */
export interface Architecture {
  /** Family and depth, as in the papers: `resnet-164`. */
  readonly name: string;
  readonly family: string;
  /** Weighted layers from the images to the logits along the branches. */
  readonly depth: number;
  /** Residual (or plain) blocks in each of the three stages. */
  readonly blocksPerStage: number;
  /** Describes the network; no memory is taken until it is initialised. */
  build(classes: number): Model;
}

/**
 * Architectures of three stages that differ in depth alone, and what a file of one's own exports to be trained
 * (`procrustes train --model ./my-net.ts`).
 */
export interface Family {
  readonly name: string;
  /** The depths that the papers train; the first is what a file's own architecture has unless told. */
  readonly depths: readonly number[];
  /** Weighted layers in one block: depth = 3 · this · blocks per stage + `depthOutsideBlocks`. */
  readonly layersPerBlock: number;
  readonly depthOutsideBlocks: number;
  /** Describes the network, which takes images [n, 32, 32, 3] to logits [n, classes]. */
  build(blocksPerStage: number, classes: number): Model;
}
