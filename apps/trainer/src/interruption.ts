import { InterruptedError } from './interrupted-error.ts';

/** Ctrl-C as a signal, until it is released; a second Ctrl-C ends the process at once. */
export function interruption(onFirst: () => void = () => {}): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new InterruptedError('stopped'));
    onFirst();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}
