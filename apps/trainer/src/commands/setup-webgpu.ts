import { Command } from '@commander-js/extra-typings';
import { listBackends } from '@procrustes/backends';
import { removeWebgpu, setupWebgpu, webgpuSetupSteps } from '@procrustes/backends/node';
import { SingleBar } from 'cli-progress';
import { interruptible } from '../interruption.ts';
import { print, printJson } from '../terminal.ts';

/** `procrustes backends setup webgpu`: WebGPU for Node. */
export function setupWebgpuCommand() {
  return new Command('webgpu')
    .description('prepare WebGPU for Node (Dawn, of the npm package webgpu) below .procrustes/webgpu of this folder')
    .option('--remove', 'take it away again')
    .option('--json', 'print JSON')
    .action(async ({ remove }, command) => {
      // Commander gives --json to the command above, which has it too.
      const { json } = command.optsWithGlobals() as { json?: true };
      const project = process.cwd();
      if (remove) {
        await removeWebgpu(project);
        return json ? printJson({ removed: true }) : print('removed');
      }
      const bar = new SingleBar({
        format: 'webgpu {bar} {step}',
        barsize: webgpuSetupSteps,
        hideCursor: true,
        noTTYOutput: true,
      });
      bar.start(webgpuSetupSteps, 0, { step: '' });
      const state = await interruptible((signal) =>
        setupWebgpu({ project, signal, onStep: (step, index) => bar.update(index, { step }) }),
      ).finally(() => bar.stop());
      const found = (await listBackends()).backends.find(({ name }) => name === 'webgpu');
      if (json) return printJson({ ...state, ...found });
      print(`webgpu ${state.version}${state.kept ? ' (was there already)' : ''}, in ${state.folder}`);
      print(found?.available ? `computes on ${found.device}` : `not usable yet: ${found?.reason}\n${found?.remedy}`);
    });
}
