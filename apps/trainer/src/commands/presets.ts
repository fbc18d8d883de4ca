import { Command } from '@commander-js/extra-typings';
import { presets } from '@procrustes/training';
import { print, printJson, table } from '../terminal.ts';

/** `procrustes presets`: what `train --preset` takes. */
export function presetsCommand() {
  return new Command('presets')
    .description('list the papers’ whole recipes, one for each model and dataset, as `train --preset` takes them')
    .option('--json', 'print JSON')
    .action(({ json }) => {
      if (json) return printJson(presets);
      print(
        table(
          ['preset', 'epochs', 'batch', 'rate', '÷ 10 at', 'momentum', 'weight decay', 'projection p'],
          presets.map(({ name, recipe: { epochs, batchSize, schedule, optimizer, projectionProbability } }) => [
            name,
            epochs,
            batchSize,
            schedule.initial,
            schedule.milestones.join(', '),
            `${optimizer.momentum}${optimizer.nesterov ? ', Nesterov' : ''}`,
            optimizer.weightDecay,
            projectionProbability,
          ]),
        ),
      );
    });
}
