export { FolderStore } from './folder-store.ts';
export { lockRun, type RunLock } from './lock-run.ts';
export { createRunFolder, unusedRunFolder } from './run-folder.ts';
