import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSettings, type LiveSettings, liveFamilies } from '../live/live-settings.ts';
import { settingFields, settingNames } from './setting-fields.ts';
import { settingsFromQuery, settingsToQuery } from './settings-query.ts';

const settings: fc.Arbitrary<LiveSettings> = fc
  .record({
    family: fc.constantFrom(...liveFamilies),
    beside: fc.constantFrom(...liveFamilies, null),
    blocks: fc.integer({ min: 1, max: 111 }),
    projection: fc.constantFrom('exact' as const, 'off' as const),
    batchSize: fc.integer({ min: 1, max: 512 }),
    learningRate: fc.oneof(fc.constant(null), fc.double({ min: 1e-300, max: 10, noNaN: true })),
    seed: fc.maxSafeNat(),
    data: fc.constantFrom('synthetic' as const, 'cifar10' as const, 'files' as const),
    backend: fc.constantFrom('webgl' as const, 'webgpu' as const),
    probeEvery: fc.integer({ min: 1, max: 10_000 }),
  })
  .filter(({ family, beside }) => family !== beside);

const fromText = (text: string) => settingsFromQuery(new URLSearchParams(text));

describe('the settings in a link', () => {
  it('come back as they were, whatever they are', () => {
    fc.assert(
      fc.property(settings, (written) => {
        const { settings: read, problems } = fromText(settingsToQuery(written).toString());
        expect(read).toEqual(written);
        expect(problems).toEqual({});
      }),
      { seed: 1 },
    );
  });

  it('are left out where they have their default value', () => {
    expect(settingsToQuery(defaultSettings).toString()).toBe('');
    expect(settingsToQuery({ ...defaultSettings, blocks: 3 }).toString()).toBe('blocks=3');
    expect(fromText('').settings).toEqual(defaultSettings);
  });

  it('have a name of their own each', () => {
    expect(new Set(settingNames.map((name) => settingFields[name].query)).size).toBe(settingNames.length);
  });

  it.each([
    [
      'blocks',
      'blocks',
      ['0', '112', '-1', '1.5', '', 'abc', '1e2', '0x1', '９', '1 2', 'NaN', '99999999999999999999'],
    ],
    ['batch', 'batchSize', ['0', '513', 'Infinity']],
    ['rate', 'learningRate', ['0', '-0.1', '11', 'fast', '0.1.2', 'Infinity', '0x1']],
    ['seed', 'seed', ['-1', '9007199254740992', '1.5']],
    ['model', 'family', ['none', 'ResNet', '__proto__', 'resnet-164']],
    ['beside', 'beside', ['', 'null', 'constructor']],
    ['projection', 'projection', ['reference', 'EXACT']],
    ['data', 'data', ['cifar100', '']],
    ['backend', 'backend', ['cpu', 'wasm']],
    ['probe', 'probeEvery', ['0', '10001']],
  ] as const)('say what is wrong with a malformed %s, and take the default', (query, name, texts) => {
    for (const text of texts) {
      const { settings: read, problems } = settingsFromQuery(new URLSearchParams({ [query]: text }));
      expect(read, text).toEqual(defaultSettings);
      expect(Object.keys(problems), text).toEqual([name]);
      expect(problems[name]).toMatch(/expected .*default/);
    }
  });

  it('survive any query at all', () => {
    const key = fc.oneof(fc.string(), fc.constantFrom(...settingNames.map((name) => settingFields[name].query)));
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.string({ unit: 'binary' }))), (pairs) => {
        const { settings: read } = fromText(new URLSearchParams(pairs).toString());
        for (const name of settingNames) {
          const field = settingFields[name] as { read(text: string): unknown; write(value: unknown): string };
          expect(field.read(field.write(read[name]))).toEqual(read[name]);
        }
      }),
      { seed: 1 },
    );
  });

  it('quote a long malformed value only in part', () => {
    expect(fromText(`blocks=${'9'.repeat(10_000)}`).problems.blocks?.length).toBeLessThan(200);
  });

  it('leave out the second net where it would be the first again', () => {
    const read = fromText('model=resnet');
    expect(read.settings).toMatchObject({ family: 'resnet', beside: null });
    expect(read.problems).toEqual({});
  });
});
