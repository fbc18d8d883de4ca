import { Command } from '@commander-js/extra-typings';
import { listBackends } from '@procrustes/backends';
import { print, printJson, table } from '../terminal.ts';
import { setupTensorflowCommand } from './setup-tensorflow.ts';
import { setupWebgpuCommand } from './setup-webgpu.ts';

/** `procrustes backends`: what can compute here, and how to make more of it able to. */
export function backendsCommand() {
  const setup = new Command('setup').description('prepare a backend');
  return listCommand().addCommand(setup.addCommand(setupTensorflowCommand()).addCommand(setupWebgpuCommand()));
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
        } else if (backend.advice !== undefined) print(`${backend.name}: ${backend.advice}`);
      }
    });
}
