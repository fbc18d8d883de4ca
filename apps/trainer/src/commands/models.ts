import { Command } from '@commander-js/extra-typings';
import { architectures, modelSize } from '@procrustes/models';
import { print, printJson, table } from '../terminal.ts';

/** `procrustes models`: every model with its size. */
export function modelsCommand() {
  return new Command('models')
    .description('list every model with its depth, convolutions and parameters')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nAny other depth of a family will do, and so will an architecture of your own: `train --model ./my-net.ts` trains the\nfamily that the file exports by default (docs/add-an-architecture.md).',
    )
    .action(({ json }) => {
      const models = architectures.map(({ name, family, depth, blocksPerStage, build }) => {
        const forCifar10 = modelSize(build(10).network);
        return {
          name,
          family,
          depth,
          blocksPerStage,
          convolutions: forCifar10.convolutions,
          parameters: { cifar10: forCifar10.parameters, cifar100: modelSize(build(100).network).parameters },
        };
      });
      if (json) return printJson(models);
      const count = (value: number) => value.toLocaleString('en');
      print(
        table(
          ['model', 'depth', 'blocks', 'convolutions', 'parameters', 'for CIFAR-100'],
          models.map(({ name, depth, blocksPerStage, convolutions, parameters }) => [
            name,
            depth,
            blocksPerStage,
            count(convolutions),
            count(parameters.cifar10),
            count(parameters.cifar100),
          ]),
        ),
      );
    });
}
