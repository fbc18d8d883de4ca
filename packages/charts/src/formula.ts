import { type Child, element } from './element.ts';

const token = /([A-Za-z])_(?:\{([^{}]*)\}|(\w))/g;

/**
 * A sentence whose symbols with an index, written `r_l` or `x_{l+1}`, become a variable with a subscript.
 *
 * @example
 * element(document, 'p', {}, ...formula(document, 'norms are kept where r_l = 1'));
 */
export function formula(document: Document, sentence: string): Child[] {
  const children: Child[] = [];
  let end = 0;
  // A line may break at a slash, but not in the middle of a derivative.
  const whole = sentence.replaceAll('∂E/∂', '∂E\u2060/\u2060∂');
  for (const match of whole.matchAll(token)) {
    const [written, symbol = '', long, short = ''] = match;
    children.push(whole.slice(end, match.index));
    children.push(element(document, 'var', {}, symbol, element(document, 'sub', {}, long ?? short)));
    end = match.index + written.length;
  }
  children.push(whole.slice(end));
  return children.filter((child) => child !== '');
}
