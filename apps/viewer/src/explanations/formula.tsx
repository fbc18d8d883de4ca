import type { ComponentChildren } from 'preact';

const indexed = /(\p{L})_(?:\{([^{}]*)\}|(\p{L}|\d))/gu;

/** Text whose symbols with an index, written `r_l` or `x_{l+1}`, become a variable with a subscript. */
export function Formula({ text }: { readonly text: string }) {
  const parts: ComponentChildren[] = [];
  let end = 0;
  // A line may break at a slash, but not in the middle of a derivative.
  const whole = text.replaceAll('∂E/∂', '∂E\u2060/\u2060∂');
  for (const match of whole.matchAll(indexed)) {
    const [written, symbol, long, short] = match;
    parts.push(
      whole.slice(end, match.index),
      <var>
        {symbol}
        <sub>{long ?? short}</sub>
      </var>,
    );
    end = match.index + written.length;
  }
  return (
    <>
      {parts}
      {whole.slice(end)}
    </>
  );
}
