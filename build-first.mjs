// Builds what has changed before another command runs. Speaks on the standard error alone: the standard output is that command's, and
// pnpm's emulated shell, which works alike on every system, has no redirection from one to the other.
import { spawnSync } from 'node:child_process';

const { status } = spawnSync('pnpm --silent build', { shell: true, stdio: ['ignore', 2, 2] });
process.exit(status ?? 1);
