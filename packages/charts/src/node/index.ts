export { createDocument } from './create-document.ts';
