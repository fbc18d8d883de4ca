import { Convolution, type Network } from '@procrustes/layers';

/** What a network holds, by {@link modelSize}. */
export interface ModelSize {
  /** Trainable values. */
  readonly parameters: number;
  readonly convolutions: number;
}

/** Counts what a network would hold; needs no values. */
export function modelSize(network: Network): ModelSize {
  let parameters = 0;
  for (const [, parameter] of network.namedParameters()) if (parameter.trainable) parameters += parameter.size;
  const convolutions = [...network.modules()].filter((module) => module instanceof Convolution).length;
  return { parameters, convolutions };
}
