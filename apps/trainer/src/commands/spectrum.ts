import { resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { singularValues } from '@procrustes/projection';
import plot from 'simple-ascii-chart';
import { readKernel } from '../kernel-file.ts';
import { layoutOption, sizeOption, strideOption } from '../kernel-options.ts';
import { note, print, printJson } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { writeOutput } from '../write-output.ts';

/** Points of the terminal's picture. */
const columns = 72;

/** `procrustes spectrum IN --tensor NAME …`: all singular values of a convolution. */
export function spectrumCommand() {
  return new Command('spectrum')
    .description('all singular values of a convolution (or a fully connected layer), descending')
    .argument('<file>', 'a safetensors file')
    .requiredOption('--tensor <name>', 'which tensor: four axes are a kernel, two a fully connected weight [out, in]')
    .addOption(layoutOption())
    .addOption(sizeOption())
    .addOption(strideOption())
    .addOption(
      new Option('--padding <padding>', 'of the convolution')
        .choices(['circular', 'zero'] as const)
        .default('circular' as const),
    )
    .option('--svg <file>', 'write a picture')
    .option('--json', 'print JSON')
    .action(async (path, { tensor, layout, size, stride, padding, svg, json }) => {
      if (svg !== undefined && resolve(path) === resolve(svg)) {
        throw new UsageError('--svg is the file that is read; give another name');
      }
      const { operator, values } = await readKernel(path, { tensor, layout, size, stride, padding });
      const spectrum = singularValues(values, operator);
      const all = spectrum.singularValues === null ? null : Array.from(spectrum.singularValues);
      if (svg !== undefined) {
        if (all === null) note('no picture: there are too many singular values, only the extremes are known');
        else await writeOutput(svg, await drawing(tensor, all), { option: '--svg' });
      }
      if (json) return printJson({ tensor, operator, singularValues: all, extremes: spectrum.extremes });
      const { max, min, error } = spectrum.extremes;
      print(`${tensor}: σ_max ${max.toPrecision(7)}, σ_min ${min.toPrecision(7)} (± ${error.toExponential(1)})`);
      if (all === null) return;
      print(`${all.length} singular values, descending:`);
      const ticks = [1, Math.ceil(all.length / 2), all.length];
      print(plot(sampled(all, columns), { width: columns, height: 14, customXAxisTicks: ticks }));
      if (svg !== undefined) print(svg);
    });
}

async function drawing(tensor: string, all: readonly number[]): Promise<string> {
  const [{ spectrumChart }, { createDocument }] = await Promise.all([
    import('@procrustes/charts'),
    import('@procrustes/charts/node'),
  ]);
  return spectrumChart(tensor, all, { document: createDocument() });
}

/** At most `count` of the values, first and last among them, with their place. */
function sampled(values: readonly number[], count: number): [number, number][] {
  const last = values.length - 1;
  const places = Math.min(count, values.length);
  return Array.from({ length: places }, (_, point) => {
    const place = places === 1 ? 0 : Math.round((point * last) / (places - 1));
    return [place + 1, values[place] as number];
  });
}
