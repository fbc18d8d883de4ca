import { parseHTML } from 'linkedom';

/** An empty HTML document in Node, for charts and reports to make their elements with. */
export function createDocument(): Document {
  return parseHTML('<!doctype html><html><head></head><body></body></html>').document as unknown as Document;
}
