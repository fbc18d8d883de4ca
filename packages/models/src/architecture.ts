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

/** Architectures that differ in depth alone. */
export interface Family {
  readonly name: string;
  /** The depths that the papers train. */
  readonly depths: readonly number[];
  /** Layers outside the blocks: depth = 9 · blocks + this. */
  readonly depthOutsideBlocks: number;
  build(blocksPerStage: number, classes: number): Model;
}
