// Writes a made-up run of any size, seeded, in the very form of the trainer's: `pnpm build && node bench/large-run.mjs FOLDER [blocks] [records] [steps]`.
// Without numbers 1,000 blocks, 10,000 probe records and as many steps: about 700 MB, in a minute.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Generator } from '../packages/random/dist/index.js';
import { exampleDescription, exampleMetrics } from '../packages/runs/dist/testing/index.js';

const [folder, ...numbers] = process.argv.slice(2);
const [blocks = 1000, records = 10_000, steps = records] = numbers.map(Number);
if (folder === undefined || ![blocks, records, steps].every((number) => Number.isSafeInteger(number) && number > 0)) {
  process.stderr.write('usage: node bench/large-run.mjs FOLDER [blocks] [records] [steps]\n');
  process.exit(2);
}

const generator = Generator.named(1, 'large run');
await mkdir(folder, { recursive: true });
const description = {
  ...exampleDescription,
  model: { ...exampleDescription.model, name: 'procresnet-made-up', blocksPerStage: Math.ceil(blocks / 3) },
  steps,
};
await writeFile(join(folder, 'run.json'), `${JSON.stringify(description, null, 2)}\n`);

async function writeLines(name, count, line) {
  const file = createWriteStream(join(folder, name));
  for (let index = 0; index < count; index += 1) {
    if (!file.write(`${JSON.stringify(line(index))}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}

await writeLines('metrics.jsonl', steps, (index) => ({
  ...exampleMetrics(index + 1),
  loss: 2.3 * Math.exp((-3 * index) / steps) + 0.05 * generator.normal(),
  milliseconds: 80 + generator.uniform(),
}));

const perStage = Math.ceil((blocks - 1) / 3);
const sites = ['stem'];
for (let block = 0; block < blocks - 1; block += 1) {
  sites.push(`stage${Math.floor(block / perStage) + 1}.block${(block % perStage) + 1}`);
}
const kinds = sites.map((site) => (site === 'stem' ? 'stem' : site.endsWith('.block1') ? 'transition' : 'identity'));
await writeLines('norms.jsonl', records, (index) => {
  // Norms are float32 in the trainer, which is why they have up to 17 digits.
  let norm = 0.01 * Math.exp(generator.normal() / 4);
  const gradient = sites.map(() => {
    norm *= Math.exp(generator.normal() / 300);
    return Math.fround(norm);
  });
  const activation = sites.map((_, site) => Math.fround(40 * (1 + site / blocks) * (1 + generator.uniform() / 50)));
  return { step: 1 + Math.floor((index * steps) / records), sites, kinds, gradient, activation };
});
