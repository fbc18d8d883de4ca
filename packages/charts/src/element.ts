/** What an element may hold: text, which is escaped wherever it ends up, or further nodes. */
export type Child = string | Node;

/**
 * A new element with these attributes and children. Text is only ever set as text, never parsed as markup.
 *
 * @example
 * element(document, 'th', { scope: 'row' }, run.name);
 */
export function element(
  document: Document,
  name: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElement {
  const created = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) created.setAttribute(attribute, value);
  for (const child of children) created.append(child);
  return created;
}
