import { readFile, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseSafetensors } from '@procrustes/safetensors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, Workplace } from '../testing/run-cli.ts';

const golden = (name: string) => fileURLToPath(new URL(`../fixtures/golden/${name}_n1.safetensors`, import.meta.url));

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
});
afterAll(() => workplace?.remove());

const train = (model: string, out: string, ...more: string[]) => [
  ...['train', '--model', model, '--blocks', '1', '--dataset', 'synthetic', '--batch-size', '2', '--backend', 'wasm'],
  ...['--validation-images', '6', '--steps', '1', '--out', out, ...more],
];

describe('PyTorch state dictionaries of the authors', () => {
  it.each(['resnet', 'procresnet'])(
    '%s: imported and exported, each tensor is the same byte for byte',
    async (model) => {
      const begun = await workplace.run(train(model, model, '--init', golden(model), '--init-prefix', 'init.'));
      expect(begun.code, begun.stderr).toBe(0);
      const description = JSON.parse(await workplace.text(model, 'run.json')) as Record<string, unknown>;
      expect(description.initialState).toEqual({
        source: golden(model),
        prefix: 'init.',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      const checkpoint = `${model}/checkpoints/step-00000000.safetensors`;
      const out = `${model}.safetensors`;
      const exported = await workplace.run(['export', checkpoint, '--out', out, '--prefix', 'init.', '--json']);
      expect(exported.code, exported.stderr).toBe(0);
      expect(JSON.parse(exported.stdout)).toMatchObject({ out, step: 0 });
      const expected = [...parseSafetensors(await readFile(golden(model))).tensors].filter(([name]) =>
        name.startsWith('init.'),
      );
      const { tensors } = parseSafetensors(await readFile(workplace.path(out)));
      expect(expected.length).toBeGreaterThan(50);
      expect([...tensors.keys()].sort()).toEqual(expected.map(([name]) => name).sort());
      for (const [name, { dtype, shape, data }] of expected) {
        const found = tensors.get(name);
        expect([found?.dtype, found?.shape]).toEqual([dtype, shape]);
        expect(Buffer.from(found?.data ?? []).equals(data), name).toBe(true);
      }
      // What was exported is taken again, as is; nothing is written over it.
      const again = await workplace.run(['export', checkpoint, '--out', out]);
      expect([again.code, again.stdout]).toEqual([1, '']);
      expect(lines(again.stderr)).toEqual([expect.stringMatching(/exists already and is never overwritten/)]);
    },
  );

  it('of another model: names the tensor with its shapes, and begins nothing', async () => {
    const { code, stdout, stderr } = await workplace.run(
      train('procresnet', 'other', '--init', golden('resnet'), '--init-prefix', 'init.'),
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(lines(stderr).at(-1)).toMatch(/^error: .*resnet_n1\.safetensors does not fit: .*'\S+'.* shape \[/);
    await expect(stat(workplace.path('other'))).rejects.toThrow('ENOENT');
    await writeFile(workplace.path('no.safetensors'), 'no state');
    const none = await workplace.run(train('resnet', 'other', '--init', 'no.safetensors'));
    expect([none.code, lines(none.stderr).at(-1)]).toEqual([
      1,
      expect.stringMatching(/^error: no\.safetensors: is no safetensors file: expected/),
    ]);
  });
});

describe('presets', () => {
  it('are listed, and taken by name; what departs from one is said, what replaces it is refused', async () => {
    const listed = await workplace.run(['presets', '--json']);
    expect(listed.code, listed.stderr).toBe(0);
    const names = (JSON.parse(listed.stdout) as { name: string }[]).map(({ name }) => name);
    expect(names).toContain('procresnet-1003/cifar100');
    expect((await workplace.run(['presets'])).stdout).toMatch(
      /procresnet-2018-164\/cifar10 .* 300 .* 128 .*Nesterov.* 0\.5 /,
    );
    const preset = (...more: string[]) => workplace.run(['train', '--preset', ...more]);
    const none = await preset('procresnet-165/cifar10');
    expect([none.code, lines(none.stderr)]).toEqual([
      2,
      [
        expect.stringMatching(
          /^error: there is no preset 'procresnet-165\/cifar10'; the nearest are procresnet-166\/cifar10/,
        ),
      ],
    ]);
    expect((await preset('procresnet-166/cifar10', '--model', 'resnet-164')).code).toBe(2);
    const departs = await preset('procresnet-166/cifar10', '--batch-size', '32', '--data', 'nowhere');
    expect(departs.code).toBe(1);
    expect(lines(departs.stderr)[0]).toBe('not the papers’ recipe of procresnet-166/cifar10: --batch-size');
  });
});
