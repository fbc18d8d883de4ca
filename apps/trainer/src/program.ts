import { readFileSync } from 'node:fs';
import { Command } from '@commander-js/extra-typings';
import { backendsCommand } from './commands/backends.ts';
import { benchCommand } from './commands/bench.ts';
import { dataCommand } from './commands/data.ts';
import { demoCommand } from './commands/demo.ts';
import { exportCommand } from './commands/export.ts';
import { modelsCommand } from './commands/models.ts';
import { presetsCommand } from './commands/presets.ts';
import { projectCommand } from './commands/project.ts';
import { reportCommand } from './commands/report.ts';
import { reproduceCommand } from './commands/reproduce.ts';
import { spectrumCommand } from './commands/spectrum.ts';
import { trainCommand } from './commands/train.ts';
import { verifyCommand } from './commands/verify.ts';
import { viewCommand } from './commands/view.ts';
import { nearestWords } from './usage-error.ts';
import { usageMessage } from './usage-message.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The whole command line. */
export function program(): Command {
  const root = new Command('procrustes')
    .description(
      'Train, measure and repair very deep residual networks whose layers preserve the norm of the gradient.',
    )
    .version(version);
  const commands = [
    trainCommand(),
    modelsCommand(),
    presetsCommand(),
    backendsCommand(),
    dataCommand(),
    projectCommand(),
    spectrumCommand(),
    reportCommand(),
    viewCommand(),
    exportCommand(),
    verifyCommand(),
    reproduceCommand(),
    benchCommand(),
    demoCommand(),
  ];
  for (const command of commands) root.addCommand(command as Command);
  const names = root.commands.map((command) => command.name());
  root
    .usage('[options] [command]')
    .argument('[command]')
    .helpCommand(true)
    .action((word) => {
      if (word === undefined) root.help({ error: true });
      else root.error(`error: there is no command '${word}'; the nearest are ${nearestWords(word, names)}`);
    });
  for (const command of everyCommand(root as Command)) configure(command);
  return root as unknown as Command;
}

function* everyCommand(command: Command): Iterable<Command> {
  yield command;
  for (const child of command.commands) yield* everyCommand(child as Command);
}

/** Errors are thrown, in one line, without usage text. */
function configure(command: Command): void {
  command.exitOverride().configureOutput({
    outputError: (text, write) => write(`${usageMessage(text, command)}\n`),
  });
}
