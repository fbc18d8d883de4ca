import { describe, expect, it } from 'vitest';
import { createDocument } from './node/create-document.ts';
import { svgElement } from './svg-element.ts';
import { xmlText } from './xml-text.ts';

const document = createDocument();

describe('xmlText', () => {
  it('escapes what would be markup, in texts and in attributes', () => {
    const text = svgElement(document, 'text', { 'aria-label': '<a b="c">&amp;\n' }, '<i>&\u00a0]]>');
    expect(xmlText(text)).toBe(
      '<text aria-label="&lt;a b=&quot;c&quot;&gt;&amp;amp;&#10;">&lt;i&gt;&amp;\u00a0]]&gt;</text>',
    );
  });

  it('writes whole characters only, and none that XML has not', () => {
    expect(xmlText(svgElement(document, 'text', {}, 'a\u0000\u001b\ud800b😀\t'))).toBe(
      '<text>a\ufffd\ufffd\ufffdb😀\t</text>',
    );
  });

  it('keeps the case of names, and closes what is empty', () => {
    expect(xmlText(svgElement(document, 'clipPath', { viewBox: 1 }))).toBe('<clipPath viewBox="1"/>');
  });
});
