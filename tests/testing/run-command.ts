import { execFile } from 'node:child_process';

/**
 * Runs a program as a user would, without what a test's own environment sets for Node and npm, and gives what it wrote to
 * stdout.
 *
 * @throws where it fails, with all that it said
 */
export function runCommand(program: string, commandLine: readonly string[], cwd: string): Promise<string> {
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => name !== 'NODE_OPTIONS' && !/^(npm_package|npm_lifecycle|VITE|VITEST)/.test(name),
    ),
  );
  const { NODE_ENV: _, ...env } = environment;
  return new Promise((resolve, reject) => {
    execFile(program, commandLine, { cwd, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${program} ${commandLine.join(' ')}: exit ${error.code}\n${stdout}${stderr}`));
    });
  });
}
