import * as Plot from '@observablehq/plot';

/** Which colour stands for what. */
export function colourLegend(
  document: Document,
  entries: readonly (readonly [name: string, colour: string])[],
): Element {
  return Plot.legend({
    document,
    color: { type: 'categorical', domain: entries.map(([name]) => name), range: entries.map(([, colour]) => colour) },
    style: { fontSize: '13px' },
  } as Parameters<typeof Plot.legend>[0]) as unknown as Element;
}
