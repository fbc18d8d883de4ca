import { InterruptedError } from './interrupted-error.ts';
import { note } from './terminal.ts';

/**
 * Runs something that Ctrl-C (or a request to terminate) asks to stop through a signal; a second Ctrl-C ends the process
 * at once. The signal's reason is an InterruptedError.
 */
export async function interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    note('stopping: wait for the word that it is saved (Ctrl-C again ends at once)');
    controller.abort(new InterruptedError('stopped'));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await run(controller.signal);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
