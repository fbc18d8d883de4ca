import { describe, expect, it } from 'vitest';
import { csv } from './csv.ts';

describe('csv', () => {
  it('writes lines of cells, and quotes those that need it', () => {
    const table = {
      head: ['site', 'r, "ratio"'],
      rows: [
        ['a\nb', 1.5],
        ['', 2],
      ],
    };
    expect(csv(table)).toBe('site,"r, ""ratio"""\r\n"a\nb",1.5\r\n,2\r\n');
    expect(csv({ head: ['a'], rows: [] })).toBe('a\r\n');
  });

  it('keeps every digit, and says what is not finite', () => {
    const numbers = [0.1 + 0.2, 5e-324, -1.7976931348623157e308, 1 / 3];
    const [, line = ''] = csv({ head: ['', '', '', ''], rows: [numbers] }).split('\r\n');
    expect(line.split(',').map(Number)).toEqual(numbers);
    expect(csv({ head: [], rows: [[Number.NaN, Number.NEGATIVE_INFINITY]] })).toContain('NaN,-Infinity');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("x","y")'])('makes %j inert', (formula) => {
    const [, line = ''] = csv({ head: ['a'], rows: [[formula, -1]] }).split(/\r\n(?=.)/);
    expect(line).toBe(`"'${formula.replaceAll('"', '""')}",-1\r\n`);
    // Negative control: the same signs elsewhere are harmless.
    expect(csv({ head: [`a${formula}`], rows: [] })).not.toContain("'");
  });
});
