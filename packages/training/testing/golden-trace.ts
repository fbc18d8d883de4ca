import { readFile } from 'node:fs/promises';
import { parseSafetensors, type SafetensorsFile, type StoredTensor } from '@procrustes/safetensors';

/** A plain network's three steps, recorded in PyTorch (see that folder's README). */
export async function goldenTrace(): Promise<SafetensorsFile> {
  const file = new URL('../../../tests/fixtures/golden/plain_n1.safetensors', import.meta.url);
  return parseSafetensors(new Uint8Array(await readFile(file)), 'plain_n1');
}

/** The trace with other metadata; undefined takes a member away. */
export function withMetadata(trace: SafetensorsFile, change: Readonly<Record<string, string | undefined>>) {
  const metadata = Object.entries({ ...trace.metadata, ...change }).filter(([, text]) => text !== undefined);
  return { ...trace, metadata: Object.fromEntries(metadata) as Record<string, string> };
}

/** The trace with another tensor of that name; undefined takes it away. */
export function withTensor(trace: SafetensorsFile, name: string, change: StoredTensor | undefined): SafetensorsFile {
  const tensors = new Map(trace.tensors);
  if (change === undefined) tensors.delete(name);
  else tensors.set(name, change);
  return { ...trace, tensors };
}

/** The trace with only the first rows of one tensor: the values are a prefix of what they were. */
export function withFirstRows(trace: SafetensorsFile, name: string, rows: number): SafetensorsFile {
  const tensor = trace.tensors.get(name);
  if (tensor === undefined) throw new Error(`no tensor ${name}`);
  const shape = [rows, ...tensor.shape.slice(1)];
  const bytes = (tensor.data.length / (tensor.shape[0] as number)) * rows;
  return withTensor(trace, name, { ...tensor, shape, data: tensor.data.slice(0, bytes) });
}
