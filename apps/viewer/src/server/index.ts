export { type ServedViewer, serveViewer, type ViewerSettings } from './serve-viewer.ts';
export type { ServedImages, ServedIndex, ServedRun, ServedRunFiles } from './served-index.ts';
