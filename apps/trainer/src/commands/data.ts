import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { defaultCacheFolder } from '@procrustes/data/node';
import { fetchImages } from '../fetch-images.ts';
import { interruptible } from '../interruption.ts';
import { print, printJson } from '../terminal.ts';
import { requireWord } from '../usage-error.ts';

/** `procrustes data fetch`: data sets into the cache. */
export function dataCommand() {
  const fetch = new Command('fetch')
    .description('fetch a data set into the cache folder, checked; a whole copy there is used as it is')
    .argument('<dataset>', 'cifar10 or cifar100')
    .option('--json', 'print JSON')
    .action(async (word, { json }) => {
      const dataset = requireWord(word, ['cifar10', 'cifar100'], 'data set to fetch') as 'cifar10' | 'cifar100';
      const { train, test } = await interruptible((signal) => fetchImages(dataset, signal));
      const folder = join(defaultCacheFolder(), dataset);
      const counts = { trainImages: train.labels.length, testImages: test.labels.length };
      if (json) printJson({ dataset, folder, ...counts });
      else print(`${dataset}: ${counts.trainImages} training and ${counts.testImages} test images in ${folder}`);
    });
  return new Command('data').description('data sets').addCommand(fetch);
}
