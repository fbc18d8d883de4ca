import { Command } from '@commander-js/extra-typings';
import { listBackends } from '@procrustes/backends';
import { removeTensorflow, setupSteps, setupTensorflow } from '@procrustes/backends/node';
import { SingleBar } from 'cli-progress';
import { interruptible } from '../interruption.ts';
import { print, printJson, table } from '../terminal.ts';
import { setupWebgpuCommand } from './setup-webgpu.ts';

/** `procrustes backends`: what can compute here, and how to make more of it able to. */
export function backendsCommand() {
  const setup = new Command('setup').description('prepare a backend');
  return listCommand().addCommand(setup.addCommand(setupCommand()).addCommand(setupWebgpuCommand()));
}

function setupCommand() {
  return new Command('tensorflow')
    .description('prepare the native backend (tfjs-node over TensorFlow) below .procrustes/native of this folder')
    .option('--cuda', 'for NVIDIA GPUs')
    .option('--remove', 'take it away again')
    .option('--json', 'print JSON')
    .action(async (_options, command) => {
      // `procrustes backends` has --json too, and takes it for itself.
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
      print(
        `tensorflow ${state.tensorflow} on ${state.gpu ? 'the GPU' : 'the CPU'}, ${how}${state.kept ? ' (was there already)' : ''}`,
      );
      print(state.folder);
    });
}

function listCommand() {
  return new Command('backends')
    .description('list every backend: available or why not, and which one `auto` takes')
    .option('--json', 'print JSON')
    .action(async ({ json }) => {
      const list = await listBackends();
      if (json) return printJson(list);
      print(
        table(
          ['backend', 'available', 'device', 'precision', 'threads', ''],
          list.backends.map((backend) => [
            backend.name,
            backend.available ? 'yes' : 'no',
            backend.device ?? '–',
            backend.precision ?? '–',
            backend.threads ?? '–',
            backend.name === list.chosen ? '← auto' : '',
          ]),
        ),
      );
      for (const backend of list.backends) {
        if (!backend.available) print(`${backend.name}: ${backend.reason}\n  ${backend.remedy}`);
        else if (backend.processor === 'software rasteriser') {
          print(`${backend.name}: a software rasteriser, slower than the CPU itself; auto never takes it`);
        }
      }
    });
}
