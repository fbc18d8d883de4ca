import { add, clone, dispose, engine, ones, type Scalar, type Tensor, tidy } from '@tensorflow/tfjs-core';

export interface ValueAndGradients {
  readonly value: Scalar;
  /** ∂E/∂p in the order of the parameters. */
  readonly gradients: readonly Tensor[];
}

/** One recorded operation, as TensorFlow.js's engine keeps it. */
interface TapeNode {
  readonly kernelName: string;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: readonly Tensor[];
  readonly saved?: readonly Tensor[];
  readonly gradient?: (dys: readonly (Tensor | null)[]) => Readonly<Record<string, () => Tensor>>;
}

/**
 * E and ∂E/∂p for every parameter p, by reverse accumulation over TensorFlow.js's own tape. Unlike `tf.variableGrads`,
 * it frees each saved activation and each intermediate gradient as soon as it has been used, so that memory shrinks
 * during the backward pass instead of growing, and it frees everything where `f` or a gradient throws.
 *
 * The caller disposes the value and the gradients: 1 + parameters.length tensors.
 *
 * @param f computes the scalar E from the parameters
 * @throws what `f` throws; where E is no scalar; where E does not depend on a parameter; where an operation on the way
 *   has no gradient
 */
export function valueAndGradients(f: () => Scalar, parameters: readonly Tensor[]): ValueAndGradients {
  const tape: TapeNode[] = [];
  try {
    return tidy(() => {
      const value = record(f, tape);
      const gradients = backpropagate(value, parameters, tape);
      return { value, gradients } as unknown as Tensor[];
    }) as unknown as ValueAndGradients;
  } finally {
    for (const node of tape) freeSaved(node);
  }
}

/** Runs `f` with the tape on, and moves what it recorded to `tape`, also where `f` throws. */
function record(f: () => Scalar, tape: TapeNode[]): Scalar {
  // The engine's own recording of gradients; typed here because its declarations mark the methods private.
  const recorder = engine() as unknown as {
    startTape(): void;
    endTape(): void;
    state: { activeTape: TapeNode[] | null; gradientDepth: number };
  };
  const { state } = recorder;
  const outer = { tape: state.activeTape, depth: state.gradientDepth };
  state.gradientDepth = 0;
  recorder.startTape();
  try {
    const value = tidy(f);
    if (value.rank !== 0) throw new Error(`gradients need a scalar, got a tensor of shape [${value.shape}]`);
    return value;
  } finally {
    tape.push(...(state.activeTape ?? []));
    recorder.endTape();
    state.activeTape = outer.tape;
    state.gradientDepth = outer.depth;
  }
}

function backpropagate(value: Scalar, parameters: readonly Tensor[], tape: TapeNode[]): Tensor[] {
  const dependent = dependentTensors(parameters, tape);
  const wanted = new Set(parameters.map(({ id }) => id));
  const gradients = new Map<number, Tensor>([[value.id, ones([])]]);

  for (let node = tape.pop(); node !== undefined; node = tape.pop()) {
    try {
      const dys = node.outputs.map(({ id }) => gradients.get(id) ?? null);
      if (dys.some((dy) => dy !== null)) {
        for (const [id, dx] of inputGradients(node, dys, dependent)) accumulate(gradients, id, dx);
        for (const { id } of node.outputs) {
          if (wanted.has(id)) continue;
          gradients.get(id)?.dispose();
          gradients.delete(id);
        }
      }
    } finally {
      freeSaved(node);
    }
  }
  return parameters.map(({ id, shape }, index) => {
    const gradient = gradients.get(id);
    if (gradient === undefined) {
      throw new Error(
        `the value does not depend on parameter ${index} of shape [${shape}]; leave it out (running statistics are not trainable)`,
      );
    }
    return gradient;
  }) as Tensor[];
}

/** The ids of all tensors that depend on a parameter. */
function dependentTensors(parameters: readonly Tensor[], tape: readonly TapeNode[]): ReadonlySet<number> {
  const dependent = new Set(parameters.map(({ id }) => id));
  for (const { inputs, outputs } of tape) {
    if (Object.values(inputs).some(({ id }) => dependent.has(id))) for (const { id } of outputs) dependent.add(id);
  }
  return dependent;
}

function inputGradients(
  node: TapeNode,
  dys: readonly (Tensor | null)[],
  dependent: ReadonlySet<number>,
): [id: number, dx: Tensor][] {
  const inputs = Object.entries(node.inputs).filter(([, { id }]) => dependent.has(id));
  if (inputs.length === 0) return [];
  const { gradient } = node;
  if (gradient === undefined) {
    throw new Error(
      `no gradient is registered for '${node.kernelName}'; those of TensorFlow.js's own operations come with import '@procrustes/ops/gradients'`,
    );
  }
  return tidy(() => {
    const closures = gradient(dys);
    const taken = new Set<Tensor | null>([...dys, ...(node.saved ?? [])]);
    return inputs.map(([name, { id }]) => {
      const closure = closures[name];
      if (closure === undefined) throw new Error(`'${node.kernelName}' has no gradient with respect to '${name}'`);
      // A gradient that passes on what it was given must not be freed together with it.
      const dx = closure();
      const own = taken.has(dx) ? clone(dx) : dx;
      taken.add(own);
      return [id, own] as [number, Tensor];
    }) as never;
  }) as unknown as [number, Tensor][];
}

function accumulate(gradients: Map<number, Tensor>, id: number, dx: Tensor): void {
  const sum = gradients.get(id);
  gradients.set(id, sum === undefined ? dx : add(sum, dx));
  if (sum !== undefined) dispose([sum, dx]);
}

function freeSaved({ saved }: TapeNode): void {
  for (const tensor of saved ?? []) tensor.dispose();
}
