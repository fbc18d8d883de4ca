import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Runs a program under bare Node, in its folder. */
export async function runProgram(file: string, cwd: string) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, [file], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}
