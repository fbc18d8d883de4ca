import { float32Tensor, int64Tensor, SafetensorsError, type SafetensorsFile } from '@procrustes/safetensors';
import { describe, expect, it } from 'vitest';
import { goldenTrace, withFirstRows, withMetadata, withTensor } from '../testing/golden-trace.ts';
import { readTrace } from './trace.ts';

const golden = await goldenTrace();

const withMember = (name: 'optimizer' | 'gradient_norms', change: Record<string, unknown>) =>
  withMetadata(golden, { [name]: JSON.stringify({ ...JSON.parse(golden.metadata[name] as string), ...change }) });

const refused = (trace: SafetensorsFile, message: RegExp) => {
  expect(() => readTrace(trace)).toThrow(SafetensorsError);
  expect(() => readTrace(trace)).toThrow(message);
};

describe('readTrace', () => {
  it('reads a recorded trace', () => {
    const { images, labels, initial, gradients, final, ...rest } = readTrace(golden);
    expect(rest).toMatchObject({
      model: 'plain',
      blocksPerStage: 1,
      classes: 10,
      optimizer: { learningRate: 0.01, momentum: 0.9, nesterov: false, weightDecay: 1e-4, steps: 3 },
      logits: { shape: [4, 10] },
      evaluationLogits: { shape: [4, 10] },
    });
    expect(rest.losses).toHaveLength(3);
    expect(rest.loss).toBeCloseTo(rest.losses[0] as number, 6);
    expect(Object.keys(rest.gradientNorms)).toEqual(['conv1', 'layer1.0', 'layer2.0', 'layer3.0']);
    expect(images.shape).toEqual([4, 3, 32, 32]);
    expect(labels).toHaveLength(4);
    expect([...gradients.keys()].sort()).toEqual([...initial.keys()].sort());
    expect([...final.keys()].sort()).toEqual([...initial.keys()].sort());
  });

  it.each(['model', 'blocks_per_stage', 'optimizer', 'gradient_norms', 'losses'])('misses %s', (name) => {
    refused(withMetadata(golden, { [name]: undefined }), new RegExp(`no trace: its metadata has no '${name}'`));
  });

  it.each(['x', 'y', 'logits', 'loss', 'eval_logits_after3'])('misses the tensor %s', (name) => {
    refused(withTensor(golden, name, undefined), new RegExp(`the trace has no tensor '${name}'`));
  });

  it.each<[string, Record<string, unknown>]>([
    ['learningRate', { learningRate: '0.1' }],
    ['momentum', { momentum: null }],
    ['weightDecay', { weightDecay: undefined }],
    ['nesterov', { nesterov: 'false' }],
    ['nesterov', { nesterov: 0 }],
    ['steps', { steps: 0 }],
    ['steps', { steps: 1.5 }],
    ['steps', { steps: '3' }],
    ['name', { name: 'adam' }],
    ['projection', { projection: 'exact' }],
  ])('refuses an optimiser whose %s is that of %j', (member, change) => {
    refused(withMember('optimizer', change), new RegExp(`the trace's metadata 'optimizer\\.${member}': Invalid`));
  });

  it.each([
    ['optimizer', '{'],
    ['optimizer', 'null'],
    ['losses', '{}'],
    ['losses', '[1, "2", 3]'],
    ['losses', '[1, null, 3]'],
    ['gradient_norms', '[1]'],
    ['gradient_norms', '{}'],
    ['gradient_norms', '{"conv1": "1"}'],
    ['gradient_norms', '{"conv1": null}'],
    ['blocks_per_stage', ''],
    ['blocks_per_stage', '0'],
    ['blocks_per_stage', '1e0'],
    ['blocks_per_stage', 'one'],
  ])('refuses the metadata %s %j', (name, text) => {
    refused(withMetadata(golden, { [name]: text }), new RegExp(`the trace's metadata '${name}`));
  });

  it.each(['[]', '[1, 2]', '[1, 2, 3, 4]'])('refuses the losses %s of three steps', (losses) => {
    refused(withMetadata(golden, { losses }), /one for each of its 3 steps/);
  });

  it.each([
    ['x', 3],
    ['y', 3],
    ['logits', 2],
    ['eval_logits_after3', 3],
  ])('refuses a %s that is the first %i rows of itself', (name, rows) => {
    refused(withFirstRows(golden, name, rows), /has shape \[.*\], the rest of it needs \[.*\]/);
  });

  it('refuses images of another size, several losses, and labels that are no class', () => {
    refused(withTensor(golden, 'x', float32Tensor(new Float32Array(12), [4, 3, 1, 1])), /needs \[4, 3, 32, 32\]/);
    refused(withTensor(golden, 'loss', float32Tensor(new Float32Array(2), [2])), /'loss' has shape \[2\]/);
    for (const label of [-1, 10]) {
      refused(withTensor(golden, 'y', int64Tensor([0, 1, label, 2], [4])), new RegExp(`the label ${label};`));
    }
  });
});
