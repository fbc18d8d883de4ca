import { Command } from '@commander-js/extra-typings';
import { listBackends } from '@procrustes/backends';
import { print, printJson, table } from '../terminal.ts';

/** `procrustes backends`: what can compute here. */
export function backendsCommand() {
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
            backend.available ? (backend.name === list.chosen ? '← auto' : '') : `${backend.reason}; ${backend.remedy}`,
          ]),
        ),
      );
    });
}
