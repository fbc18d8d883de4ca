/** The user stopped a run with Ctrl-C; what it had is saved. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}
