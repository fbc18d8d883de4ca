import { spawn } from 'node:child_process';

/** A program ended with a failure, or could not be started. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
}

/**
 * Runs a program without a shell and gives back what it wrote to its standard output.
 * @throws RunFailedError that quotes the first line that names an error, else the last, or says that there is no such program
 */
export function run(
  command: string,
  args: readonly string[],
  { folder, signal }: { readonly folder: string; readonly signal?: AbortSignal },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
      ...(signal && { signal }),
    });
    let output = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-4000);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(new RunFailedError(error.code === 'ENOENT' ? missing(command) : error.message));
    });
    child.on('close', (status) => {
      if (status === 0) resolve(output);
      else {
        const lines = (complaint.trim() || output.trim()).split('\n');
        // A compiler's and pip's last line often says no more than that they stop.
        const said = lines.find((line) => /\berror\b/i.test(line)) ?? lines.at(-1) ?? '';
        reject(new RunFailedError(`'${command} ${args[0] ?? ''}' failed (${status}): ${said}`));
      }
    });
  });
}

/** Where Debian and its relatives have it. */
const debianPackages: Readonly<Record<string, string>> = { 'c++': 'g++', python3: 'python3 python3-venv', npm: 'npm' };

function missing(command: string): string {
  const name = debianPackages[command];
  return `there is no program '${command}' here; install it${name === undefined ? '' : ` (on Debian: apt install ${name})`}`;
}
