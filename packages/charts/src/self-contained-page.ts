import { element } from './element.ts';
import { reportStyles } from './report-styles.ts';
import { xmlText } from './xml-text.ts';

// Nothing is fetched, run, embedded or sent; the style sheet and Plot's style attributes are inline.
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * The text of an HTML page that stands by itself: the report's style sheet inside, no script, nothing fetched.
 * @param title text, which is escaped
 * @param body a `<body>` element
 */
export function selfContainedPage(title: string, body: HTMLElement, { document }: { document: Document }): string {
  const metas: Readonly<Record<string, string>>[] = [
    { charset: 'utf-8' },
    { 'http-equiv': 'Content-Security-Policy', content: policy },
    { name: 'viewport', content: 'width=device-width, initial-scale=1' },
    { name: 'color-scheme', content: 'light dark' },
  ];
  const head = [
    ...metas.map((attributes) => element(document, 'meta', attributes).outerHTML),
    // By hand: linkedom writes what a title holds as it is, so a run called `</title>…` would become markup.
    `<title>${xmlText(document.createTextNode(title))}</title>`,
    element(document, 'style', {}, reportStyles()).outerHTML,
  ];
  return `<!doctype html>\n<html lang="en"><head>${head.join('')}</head>${body.outerHTML}</html>\n`;
}
