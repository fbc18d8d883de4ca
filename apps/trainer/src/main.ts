import { inspect } from 'node:util';
import { BackendUnavailableError, explainError, FormulationError, PrecisionError } from '@procrustes/backends';
import { CommanderError } from 'commander';
import { explainFileError } from './file-error.ts';
import { InterruptedError } from './interrupted-error.ts';
import { program } from './program.ts';
import { note } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/**
 * Runs one command line.
 * @returns the exit status: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C
 */
export async function main(commandLine: readonly string[]): Promise<number> {
  try {
    await program().parseAsync([...commandLine], { from: 'user' });
    return 0;
  } catch (thrown) {
    const error = explainFileError(explainError(thrown));
    // Commander has already said what was wrong.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof InterruptedError) {
      note(error.message);
      return 130;
    }
    note(`error: ${error instanceof Error ? error.message : String(error)}`);
    const remedied = [BackendUnavailableError, FormulationError, PrecisionError].find((kind) => error instanceof kind);
    if (remedied !== undefined) note((error as InstanceType<typeof remedied>).remedy);
    if (process.env.PROCRUSTES_DEBUG !== undefined && error instanceof Error) note(inspect(error));
    return error instanceof UsageError ? 2 : 1;
  }
}
