import { describe, expect, it } from 'vitest';
import { replaceSection, sectionName } from './results-file.ts';

describe('replaceSection', () => {
  it('begins a file in which all else is not measured', () => {
    const text = replaceSection(undefined, 'probe', 'ratios');
    expect(text).toMatch(/^# Benchmarks\n/);
    expect(text).toContain('## probe\n\nratios\n');
    expect(text.match(/^Not measured\./gm)).toHaveLength(5);
    expect(text).toContain(
      'Not measured. `procrustes bench step --backend webgpu --batch-size 128 --write bench/RESULTS.md`',
    );
  });

  it('replaces its own section alone', () => {
    const first = replaceSection(replaceSection(undefined, 'step', 'old $& times'), 'depth', 'a line');
    const second = replaceSection(first, 'step', 'new times');
    expect(second).toBe(first.replace('old $& times', () => 'new times'));
    expect(replaceSection(second, 'step', 'new times')).toBe(second);
    // What others wrote around the sections stays.
    expect(replaceSection(`by hand\n${first}tail\n`, 'step', 'x')).toMatch(/^by hand\n[\s\S]*\ntail\n$/);
  });

  it('adds a section that the file does not know, and refuses a broken one', () => {
    const text = replaceSection(undefined, 'memory on webgl', 'bytes');
    expect(text.trimEnd().endsWith('<!-- end memory on webgl -->')).toBe(true);
    expect(() => replaceSection('<!-- begin step -->', 'step', 'x')).toThrow("no '<!-- end step -->' behind it");
  });
});

describe('sectionName', () => {
  it('keeps a GPU apart', () => {
    expect(sectionName('step', ['tensorflow', 'wasm'])).toBe('step');
    expect(sectionName('step', ['webgpu'])).toBe('step on webgpu');
  });
});
