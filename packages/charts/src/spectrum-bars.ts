const namespace = 'http://www.w3.org/2000/svg';

/** Width of a bar with its gap, and height of the whole, in pixels. */
const [pitch, height] = [5, 18];

/**
 * A word-sized histogram of singular values: bar j counts those nearest to j/10 of the target σ, and a tick marks the target. The last bar
 * takes all above.
 * @param histogram of a projection receipt
 */
export function spectrumBars(histogram: readonly number[], { document }: { document: Document }): Element {
  const most = Math.max(...histogram, 1);
  const total = histogram.reduce((sum, count) => sum + count, 0);
  const width = pitch * histogram.length;
  const shares = histogram.flatMap((count, tenths) =>
    count === 0 ? [] : [`${percent(count / total)} near ${(tenths / 10).toFixed(1)} σ`],
  );
  const svg = document.createElementNS(namespace, 'svg');
  const attributes = { role: 'img', 'aria-label': shares.join(', '), viewBox: `0 0 ${width} ${height}` };
  setAll(svg, { ...attributes, width, height, fill: 'currentColor', style: 'display:block' });
  for (const [place, count] of histogram.entries()) {
    if (count === 0) continue;
    // A lone singular value among thousands still shows.
    const tall = Math.max(1, ((height - 3) * count) / most);
    const bar = { x: place * pitch, y: (height - 3 - tall).toFixed(1), width: pitch - 1, height: tall.toFixed(1) };
    svg.append(setAll(document.createElementNS(namespace, 'rect'), bar));
  }
  const tick = { x: 10 * pitch + pitch / 2 - 1, y: height - 2, width: 1, height: 2 };
  svg.append(setAll(document.createElementNS(namespace, 'rect'), tick));
  return svg;
}

function setAll(element: Element, attributes: Readonly<Record<string, string | number>>): Element {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

const percent = (share: number): string => (share < 0.01 ? 'under 1 %' : `${Math.round(100 * share)} %`);
