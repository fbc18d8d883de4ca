import { spawn } from 'node:child_process';

/** A program ended with a failure, or could not be started. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
}

/**
 * Runs a program without a shell and gives back what it wrote to its standard output.
 * @throws RunFailedError that quotes the last line of what it said, or says that there is no such program
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
      const missing = error.code === 'ENOENT' ? `there is no program '${command}' here; install it` : error.message;
      reject(new RunFailedError(missing));
    });
    child.on('close', (status) => {
      if (status === 0) resolve(output);
      else {
        const said = (complaint.trim() || output.trim()).split('\n').at(-1) ?? '';
        reject(new RunFailedError(`'${command} ${args[0] ?? ''}' failed (${status}): ${said}`));
      }
    });
  });
}
