import { existsSync } from 'node:fs';
import { Command } from '@commander-js/extra-typings';
import { parseCheckpoint, serializeStateFile } from '@procrustes/training';
import { readInput } from '../read-input.ts';
import { print, printJson } from '../terminal.ts';
import { writeOutput } from '../write-output.ts';

/** What it reads. */
const checkpoint = 'a checkpoint, such as runs/…/checkpoints/best.safetensors';

/** `procrustes export`: the weights of a checkpoint as a PyTorch state dictionary. */
export function exportCommand() {
  return new Command('export')
    .description(
      'write the weights of a checkpoint as a PyTorch state dictionary (safetensors, PyTorch’s names and layouts)',
    )
    .argument('<checkpoint>', checkpoint)
    .requiredOption('--out <file>', 'the state dictionary; one that exists is never overwritten')
    .option('--prefix <text>', 'what each name is to begin with, such as module.', '')
    .option('--json', 'print JSON')
    .action(async (path, { out, prefix, json }) => {
      if (existsSync(out)) throw new Error(`${out} exists already and is never overwritten; choose another --out`);
      const { model, progress, state } = parseCheckpoint(await readInput(path, `give ${checkpoint}`), path);
      const bytes = serializeStateFile(state, { prefix });
      await writeOutput(out, bytes, { overwrite: false });
      if (json) return printJson({ out, model, step: progress.step, bytes: bytes.length });
      print(out);
    });
}
