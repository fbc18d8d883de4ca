import {
  engine,
  type GradConfig,
  getBackend,
  getGradient,
  getKernel,
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorMap,
  registerGradient,
  registerKernel,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';

type Inputs = Readonly<Record<string, Tensor>>;

/** An operation by name, in TensorFlow.js's own registry of kernels and gradients. */
export interface OpDefinition<I extends Inputs, A extends object, O extends Tensor | Tensor[]> {
  /** The name under which a backend may register a faster kernel. */
  readonly name: string;
  /** The plain composition of stock operations: runs on any backend, and is what a faster kernel is tested against. */
  readonly reference: (inputs: I, attributes: A) => O;
  /** Left out for an operation that no gradient flows through. */
  readonly gradient?: {
    readonly savesInputs?: readonly (keyof I & string)[];
    /** Which outputs to save, in their order. */
    readonly savesOutputs?: readonly boolean[];
    /** Saved inputs first, then saved outputs. Each gradient is computed only where it is asked for. */
    readonly backward: (dy: O, saved: Tensor[], attributes: A) => { readonly [K in keyof I]: () => Tensor };
  };
}

/**
 * Makes an operation that runs the current backend's kernel of that name, or the reference where the backend has none.
 * Registers on first use, so that importing a package has no effect by itself.
 *
 * @throws what the kernel throws; nothing of its own
 */
export function defineOp<I extends Inputs, A extends object, O extends Tensor | Tensor[]>(
  definition: OpDefinition<I, A, O>,
): (inputs: I, attributes: A) => O {
  const { name } = definition;
  return (inputs, attributes) => {
    const backendName = getBackend();
    if (getKernel(name, backendName) === undefined) registerKernel(compositionKernel(definition, backendName));
    if (definition.gradient !== undefined && getGradient(name) === undefined) {
      registerGradient(gradientConfig(name, definition.gradient));
    }
    return engine().runKernel<O>(name, inputs as unknown as NamedTensorMap, attributes as unknown as NamedAttrMap);
  };
}

/**
 * A composition of operations as the kernel of an operation on a backend. Tensors that it makes on the way are freed.
 * @param composition the reference unless told
 */
export function compositionKernel<I extends Inputs, A extends object, O extends Tensor | Tensor[]>(
  { name, reference }: OpDefinition<I, A, O>,
  backendName: string,
  composition: (inputs: I, attributes: A) => O = reference,
): KernelConfig {
  return {
    kernelName: name,
    backendName,
    kernelFunc: ({ inputs, attrs }) => tidy(() => composition(inputs as unknown as I, attrs as unknown as A)),
  };
}

function gradientConfig<I extends Inputs, A extends object, O extends Tensor | Tensor[]>(
  kernelName: string,
  gradient: NonNullable<OpDefinition<I, A, O>['gradient']>,
): GradConfig {
  return {
    kernelName,
    inputsToSave: [...(gradient.savesInputs ?? [])],
    outputsToSave: [...(gradient.savesOutputs ?? [])],
    gradFunc: (dy, saved, attrs) => gradient.backward(dy as O, saved, attrs as unknown as A),
  };
}
