import { clone, keep, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { addToTape, backpropagate, freeSaved, isRecording, record, type TapeNode } from './tape.ts';

/**
 * y = f(x), of whose computation only x is kept for the backward pass, which computes the rest again when it gets there
 * and frees it as it goes: memory of the size of x in place of all that f saves, for one more run of f (Chen et al. 2016,
 * "Training Deep Nets with Sublinear Memory Cost"). Gradients flow to x and to every other tensor that y depends on, such
 * as variables. They are those without recomputation, bit for bit where the backend's kernels repeat; only the sum over
 * three or more uses of one variable may be rounded in another order. Where nothing is recorded, this is `tf.tidy`.
 *
 * @param f called with x, and again with a copy of it and `repeats = true`; must then compute the same, and change
 *   nothing that the first call has changed. Of other tensors it may use those that outlive the backward pass. No
 *   gradient flows through tensors that it hands out in other ways than as its result
 */
export function recomputed<X extends Tensor, Y extends Tensor>(f: (x: X, repeats: boolean) => Y, x: X): Y {
  if (!isRecording()) return tidy(() => f(x, false));
  const first: TapeNode[] = [];
  let copy: X | undefined;
  try {
    // Recorded, not to be derived but for what it depends on.
    const y = record(() => {
      copy = keep(clone(x));
      return f(x, false);
    }, first);
    const sources = sourcesOf(y, first);
    if (sources !== undefined) {
      addToTape(recomputation(f, x, copy as X, y, sources));
      copy = undefined;
    }
    return y;
  } finally {
    copy?.dispose();
    for (const node of first) freeSaved(node);
  }
}

/** What y was computed from but was itself not computed on the tape; undefined where y was not computed on it either. */
function sourcesOf(y: Tensor, tape: readonly TapeNode[]): Readonly<Record<string, Tensor>> | undefined {
  const needed = new Map([[y.id, y]]);
  for (const { inputs, outputs } of [...tape].reverse()) {
    if (!outputs.some(({ id }) => needed.has(id))) continue;
    for (const input of Object.values(inputs)) needed.set(input.id, input);
  }
  const computed = new Set(tape.flatMap(({ outputs }) => outputs.map(({ id }) => id)));
  if (!computed.has(y.id)) return undefined;
  return Object.fromEntries([...needed.values()].filter(({ id }) => !computed.has(id)).map((t) => [String(t.id), t]));
}

function recomputation<X extends Tensor, Y extends Tensor>(
  f: (x: X, repeats: boolean) => Y,
  x: X,
  copy: X,
  y: Y,
  sources: Readonly<Record<string, Tensor>>,
): TapeNode {
  const idAgain = (id: number) => (id === x.id ? copy.id : id);
  return {
    kernelName: 'Recomputed',
    inputs: sources,
    outputs: [y],
    saved: [copy],
    gradient([dy]) {
      // TensorFlow.js and `backpropagate` leave the inputs here that they want gradients for.
      const wanted = Object.entries(this.inputs);
      const tape: TapeNode[] = [];
      try {
        let id = y.id;
        // The result itself is needed no more: what the operations saved is all.
        tidy(() => {
          id = record(() => f(copy, true), tape).id;
        });
        const ids = new Set(wanted.map(([, source]) => idAgain(source.id)));
        const gradients = backpropagate({ id }, clone(dy as Tensor), ids, tape);
        return Object.fromEntries(
          wanted.map(([name, source]) => {
            const gradient = gradients.get(idAgain(source.id));
            if (gradient !== undefined) return [name, () => gradient];
            throw new Error(
              `computed again, a result no longer depends on its source of shape [${source.shape}]; what is recomputed must compute the same twice`,
            );
          }),
        );
      } finally {
        for (const node of tape) freeSaved(node);
      }
    },
  };
}
