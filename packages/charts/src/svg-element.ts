const namespace = 'http://www.w3.org/2000/svg';

/** A new element of SVG with these attributes and children; text is only ever set as text. */
export function svgElement(
  document: Document,
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly (string | Node)[]
): Element {
  const created = document.createElementNS(namespace, name);
  for (const [attribute, value] of Object.entries(attributes)) created.setAttribute(attribute, String(value));
  for (const child of children) created.append(child);
  return created;
}
