import { Command } from '@commander-js/extra-typings';
import { prepareBackend } from '@procrustes/backends';
import { parseSafetensors, SafetensorsError } from '@procrustes/safetensors';
import { replayTrace, type TraceErrors, traceLimits } from '@procrustes/training';
import { backendOption } from '../backend-option.ts';
import { readInput } from '../read-input.ts';
import { print, printJson, table } from '../terminal.ts';

/** A replay was further from the recording than its limits. */
class TraceMismatchError extends Error {
  override readonly name = 'TraceMismatchError';
}

/** `procrustes verify TRACE`: replays a recorded trace. */
export function verifyCommand() {
  return new Command('verify')
    .description('replay a recorded trace and print the largest errors, relative to the norm of each tensor')
    .argument('<trace>', 'a safetensors file with weights, a batch, and what came of them')
    .addOption(backendOption())
    .option('--json', 'print JSON')
    .action(async (path, { backend: name, json }) => {
      const bytes = await readInput(path, 'give the trace to replay, a safetensors file recorded in PyTorch');
      const backend = await prepareBackend(name);
      const { model, errors, worst, pass } = await replayTrace(parseSafetensors(bytes, path)).catch(
        (error: unknown) => {
          if (!(error instanceof SafetensorsError)) throw error;
          throw new SafetensorsError(`${path}: ${error.message}`, { cause: error });
        },
      );
      if (json) printJson({ model, backend: backend.name, errors, limits: traceLimits, worst, pass });
      else {
        const kinds = Object.keys(errors) as (keyof TraceErrors)[];
        print(`${model} on ${backend.name} (${backend.device})`);
        print(
          table(
            ['', 'largest error', 'limit', '', 'at'],
            kinds.map((kind) => [
              kind,
              errors[kind].toExponential(1),
              traceLimits[kind].toExponential(0),
              errors[kind] <= traceLimits[kind] ? 'ok' : 'OVER',
              worst[kind],
            ]),
          ),
        );
      }
      if (!pass) throw new TraceMismatchError(`${path}: the replay differs from the recording by more than its limits`);
    });
}
