import { engine } from '@tensorflow/tfjs-core';

/** The state of TensorFlow.js's recorder of gradients, which whoever records must leave as it was found. */
export function recorderState(): Readonly<Record<'activeTape' | 'gradientDepth' | 'kernelDepth', unknown>> {
  const { activeTape, gradientDepth, kernelDepth } = (
    engine() as unknown as { state: Record<'activeTape' | 'gradientDepth' | 'kernelDepth', unknown> }
  ).state;
  return { activeTape, gradientDepth, kernelDepth };
}
