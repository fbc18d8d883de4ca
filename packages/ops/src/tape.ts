import { add, clone, dispose, engine, type Tensor, tidy } from '@tensorflow/tfjs-core';

/** One recorded operation, as TensorFlow.js's engine keeps it. */
export interface TapeNode {
  readonly kernelName: string;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: readonly Tensor[];
  readonly saved?: readonly Tensor[];
  /** Called on a copy of the node that has only those inputs left whose gradients are wanted. */
  gradient?(dys: readonly (Tensor | null)[]): Readonly<Record<string, () => Tensor>>;
}

/** The part of the engine that records for gradients; typed here because its declarations mark the methods private. */
interface Recorder {
  isTapeOn(): boolean;
  startTape(): void;
  endTape(): void;
  readonly state: {
    activeTape: (TapeNode & { readonly id: number })[] | null;
    gradientDepth: number;
    nextTapeNodeId: number;
  };
}

const recorder = () => engine() as unknown as Recorder;

/** Whether what is computed now is recorded for a gradient. */
export const isRecording = (): boolean => recorder().isTapeOn();

/** Adds an operation to the tape that is being recorded. */
export function addToTape(node: TapeNode): void {
  const { state } = recorder();
  state.activeTape?.push({ ...node, id: state.nextTapeNodeId++ });
}

/**
 * Runs `f` with a tape of its own, and moves what it recorded to `tape`, also where `f` throws. Tensors that `f` makes
 * on the way are freed; those that operations saved live until `freeSaved`.
 */
export function record<T extends Tensor>(f: () => T, tape: TapeNode[]): T {
  const { state } = recorder();
  const outer = { tape: state.activeTape, depth: state.gradientDepth };
  state.gradientDepth = 0;
  recorder().startTape();
  try {
    return tidy(f);
  } finally {
    tape.push(...(state.activeTape ?? []));
    recorder().endTape();
    state.activeTape = outer.tape;
    state.gradientDepth = outer.depth;
  }
}

/**
 * Reverse accumulation over a tape, which is emptied: every saved activation and every intermediate gradient is freed as
 * soon as it has been used.
 *
 * @param y what is derived
 * @param dy ∂E/∂y; freed
 * @param wanted ids of the tensors to derive by
 * @returns ∂E/∂x by id, of those among them that y depends on; the caller's
 * @throws where an operation on the way has no gradient; what is left on the tape is then the caller's to free
 */
export function backpropagate(
  y: { readonly id: number },
  dy: Tensor,
  wanted: ReadonlySet<number>,
  tape: TapeNode[],
): Map<number, Tensor> {
  const dependent = dependentTensors(wanted, tape);
  const gradients = new Map<number, Tensor>([[y.id, dy]]);
  for (let node = tape.pop(); node !== undefined; node = tape.pop()) {
    try {
      const dys = node.outputs.map(({ id }) => gradients.get(id) ?? null);
      if (dys.some((given) => given !== null)) {
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
  return gradients;
}

/** The ids of all tensors that depend on one that is wanted. */
function dependentTensors(wanted: ReadonlySet<number>, tape: readonly TapeNode[]): ReadonlySet<number> {
  const dependent = new Set(wanted);
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
  if (node.gradient === undefined) {
    throw new Error(
      `no gradient is registered for '${node.kernelName}'; those of TensorFlow.js's own operations come with import '@procrustes/ops/gradients'`,
    );
  }
  return tidy(() => {
    const closures = { ...node, inputs: Object.fromEntries(inputs) }.gradient?.(dys) ?? {};
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

export function freeSaved({ saved }: TapeNode): void {
  for (const tensor of saved ?? []) tensor.dispose();
}
