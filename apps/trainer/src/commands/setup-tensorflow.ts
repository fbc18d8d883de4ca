import { Command } from '@commander-js/extra-typings';
import { removeTensorflow, setupSteps, setupTensorflow } from '@procrustes/backends/node';
import { SingleBar } from 'cli-progress';
import { interruptible } from '../interruption.ts';
import { print, printJson } from '../terminal.ts';

/** `procrustes backends setup tensorflow`: TensorFlow's own library for Node. */
export function setupTensorflowCommand() {
  return new Command('tensorflow')
    .description('prepare the native backend (tfjs-node over TensorFlow) below .procrustes/native of this folder')
    .option('--cuda', 'for NVIDIA GPUs')
    .option('--remove', 'take it away again')
    .option('--json', 'print JSON')
    .action(async (_options, command) => {
      // Commander gives --json to the command above, which has it too.
      const { cuda, remove, json } = command.optsWithGlobals() as { cuda?: true; remove?: true; json?: true };
      const project = process.cwd();
      if (remove) {
        await removeTensorflow(project);
        return json ? printJson({ removed: true }) : print('removed');
      }
      const bar = new SingleBar({
        format: 'tensorflow {bar} {step}',
        barsize: setupSteps,
        hideCursor: true,
        noTTYOutput: true,
      });
      bar.start(setupSteps, 0, { step: '' });
      const state = await interruptible((signal) =>
        setupTensorflow({
          project,
          device: cuda ? 'cuda' : 'cpu',
          signal,
          onStep: (step, index) => bar.update(index, { step }),
        }),
      ).finally(() => bar.stop());
      if (json) return printJson(state);
      const how =
        state.method === 'stock' ? 'as its own installer makes it' : 'its binding built against a TensorFlow wheel';
      // On a GPU there are none.
      const without = state.gpu ? '' : ', without our own operations, which need a C++ compiler';
      const own = state.ownOperations ? ', with our own operations' : without;
      print(
        `tensorflow ${state.tensorflow} on ${state.gpu ? 'the GPU' : 'the CPU'}, ${how}${own}${state.kept ? ' (was there already)' : ''}`,
      );
      print(state.folder);
    });
}
