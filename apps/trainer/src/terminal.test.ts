import { describe, expect, it } from 'vitest';
import { table } from './terminal.ts';

const escapeCode = String.fromCharCode(27);

describe('table', () => {
  const drawn = table(
    ['model', 'ratio', 'steps'],
    [
      ['resnet-29', '0.123', 200],
      ['procresnet-31 (synthetic data)', '–', 12],
    ],
  );
  const lines = drawn.split('\n');

  it('has a row a line, all of one width, under the heads', () => {
    expect(lines).toHaveLength(6);
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    expect(lines[1]).toMatch(/^│ model +│ ratio +│ steps +│$/);
  });

  it('puts numbers to the right, a dash where there is none among them, and text to the left', () => {
    expect(lines[3]).toMatch(/^│ resnet-29 +│ 0\.123 │ {3}200 │$/);
    expect(lines[4]).toMatch(/^│ procresnet-31 \(synthetic data\) │ {5}– │ {4}12 │$/);
  });

  it('has no colours, so that it can be piped', () => {
    expect(drawn).not.toContain(escapeCode);
  });
});
