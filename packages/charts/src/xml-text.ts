const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

// Controls and halves of characters, which XML 1.0 does not know even as references.
const forbidden = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;

const escaped = (text: string, characters: RegExp): string =>
  text.replace(forbidden, '\ufffd').replace(characters, (character) => entities[character] as string);

/**
 * An element of SVG as XML. An HTML document's own `outerHTML` writes HTML, whose attributes keep a `<` and whose texts may have entities
 * that XML does not know, and not every document has a serialiser of XML. Comments are left out; no namespace is declared but those that are
 * attributes.
 */
export function xmlText(node: Node): string {
  if (node.nodeType === 3) return escaped(node.nodeValue ?? '', /[&<>]/g);
  if (node.nodeType !== 1) return '';
  const { localName, attributes, childNodes } = node as Element;
  const written = [...attributes].map(({ name, value }) => ` ${name}="${escaped(value, /[&<>"\t\n\r]/g)}"`).join('');
  const content = [...childNodes].map(xmlText).join('');
  return content === '' ? `<${localName}${written}/>` : `<${localName}${written}>${content}</${localName}>`;
}
