export { FolderStore } from './folder-store.ts';
export { lockRun, type RunLock } from './lock-run.ts';
export { createRunFolder, isUnbegun, unusedRunFolder } from './run-folder.ts';
