import { add, engine, fill, matMul, mul, tidy } from '@tensorflow/tfjs-core';

/** Large enough that no backend computes it on the CPU, as some do with small tensors. */
const side = 64;

const verified = new WeakSet<object>();

/**
 * Looks whether the current backend really computes, by a product of matrices that is read back. Once for each start of a
 * backend.
 *
 * @returns what came out instead; undefined where it is right
 */
export async function verifyArithmetic(): Promise<string | undefined> {
  const { backend } = engine();
  if (verified.has(backend)) return undefined;
  const y = tidy(() => add(matMul(fill([side, side], 0.5), mul(fill([side, side], 3), 0.25)), 1));
  try {
    const values = await y.data();
    const expected = side * 0.5 * 0.75 + 1;
    const wrong = values.find((value) => value !== expected);
    if (values.length !== side * side || wrong !== undefined) {
      return `a product of matrices that is ${expected} came to ${wrong ?? 'nothing'}`;
    }
  } catch (error) {
    return `a product of matrices failed: ${error instanceof Error ? error.message : error}`;
  } finally {
    y.dispose();
  }
  verified.add(backend);
  return undefined;
}
