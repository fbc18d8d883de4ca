import { describe, expect, it } from 'vitest';
import { element } from './element.ts';
import { formula } from './formula.ts';
import { createDocument } from './node/create-document.ts';

const document = createDocument();
const markup = (sentence: string) => element(document, 'p', {}, ...formula(document, sentence)).innerHTML;

describe('formula', () => {
  it('sets indices as subscripts', () => {
    expect(markup('r_l = ‖x_{l+1}‖.')).toBe('<var>r<sub>l</sub></var> = ‖<var>x<sub>l+1</sub></var>‖.');
  });

  it('leaves other text alone, and escapes it', () => {
    expect(markup('1 < 2 & snake_')).toBe('1 &lt; 2 &amp; snake_');
  });
});
