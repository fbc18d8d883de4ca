import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder `.procrustes` with the native backend that is prepared for this project, in its folder or one above. */
export function preparedNative(): string | undefined {
  for (
    let folder = fileURLToPath(new URL('../..', import.meta.url));
    folder !== dirname(folder);
    folder = dirname(folder)
  ) {
    if (existsSync(join(folder, '.procrustes/native/ready.json'))) return join(folder, '.procrustes');
  }
  return undefined;
}
