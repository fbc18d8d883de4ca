export { FolderStore } from './folder-store.ts';
export { createRunFolder, unusedRunFolder } from './run-folder.ts';
