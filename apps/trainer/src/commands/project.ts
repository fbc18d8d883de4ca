import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { project } from '@procrustes/projection';
import { serializeSafetensors } from '@procrustes/safetensors';
import { readKernel, storeKernel } from '../kernel-file.ts';
import { layoutOption, sizeOption, strideOption } from '../kernel-options.ts';
import { positive, whole } from '../options.ts';
import { note, print, printJson, table } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { writeOutput } from '../write-output.ts';

/** `procrustes project IN --out OUT --tensor NAME …`: projects one kernel of a file. */
export function projectCommand() {
  return new Command('project')
    .description('set all singular values of a convolution (or a fully connected layer) to σ, and write the file anew')
    .argument('<file>', 'a safetensors file')
    .requiredOption('--out <file>', 'the file to write: as the one read, with the tensor projected')
    .requiredOption('--tensor <name>', 'which tensor: four axes are a kernel, two a fully connected weight [out, in]')
    .addOption(layoutOption())
    .addOption(sizeOption())
    .addOption(strideOption())
    .option('--sigma <x>', 'auto: √(output dimension / rank), or a number', parseSigma, 'auto' as const)
    .option('--clip', 'only lower the singular values above σ')
    .addOption(
      new Option('--mode <mode>', 'reference: as the paper’s releases do it, faults included, for comparison')
        .choices(['exact', 'reference'] as const)
        .default('exact' as const),
    )
    .option('--rounds <n>', 'of projection and crop (default: until it has converged)', whole(1))
    .option('--padding-gap', 'also compare with the zero-padded operator (takes seconds on large grids)')
    .option('--json', 'print JSON')
    .action(async (path, options) => {
      if (resolve(path) === resolve(options.out))
        throw new UsageError('--out is the file that is read; give another name');
      if (options.clip && options.mode === 'reference') {
        throw new UsageError('the releases do not clip: leave out --clip, or --mode reference');
      }
      const { tensor, layout, size, stride, sigma, clip, mode, rounds, paddingGap, json } = options;
      const kernel = await readKernel(path, { tensor, layout, size, stride, padding: 'circular' });
      const { values, receipt } = project(kernel.operator, kernel.values, {
        sigma,
        mode,
        rounds: rounds ?? 'converge',
        clip: clip ?? false,
        paddingGap: paddingGap ?? false,
      });
      const metadata = { ...kernel.file.metadata, [`projection/${tensor}`]: JSON.stringify(receipt) };
      const tensors = new Map([...kernel.file.tensors, [tensor, storeKernel(kernel, values, layout)]]);
      await writeOutput(options.out, serializeSafetensors({ metadata, tensors }));

      if (json) return printJson({ receipts: [{ parameter: tensor, ...receipt }] });
      const range = ({ min, max }: { min: number; max: number }) => `${min.toPrecision(5)} … ${max.toPrecision(5)}`;
      print(
        table(
          ['', tensor],
          [
            ['mode', mode],
            ['method', receipt.method],
            ['target σ', receipt.sigma.toPrecision(5)],
            ['σ before', range(receipt.before)],
            ['σ after', range(receipt.after)],
            ['residual', receipt.residual.toExponential(1)],
            ['energy lost in the crop', `${(100 * receipt.cropLoss).toFixed(2)} %`],
            ['rounds', receipt.rounds],
            ['milliseconds', receipt.milliseconds.toFixed(1)],
          ],
        ),
      );
      if (receipt.paddingGap !== undefined) {
        print(`under zero padding its extreme singular values are up to ${receipt.paddingGap.toPrecision(3)}·σ away`);
      }
      if (mode === 'reference') note('mode reference: the releases’ result with its faults, for comparison only');
      else if (!receipt.converged) {
        note(
          `not within 1e-6 of σ after ${receipt.rounds} round${receipt.rounds === 1 ? '' : 's'}: more --rounds bring a kernel that widens closer; one that does not widen stalls, because the crop to its taps undoes the projection`,
        );
      }
      print(options.out);
    });
}

function parseSigma(text: string): 'auto' | number {
  if (text === 'auto') return text;
  try {
    return positive(text);
  } catch {
    throw new InvalidArgumentError('It is auto, or a number > 0.');
  }
}
