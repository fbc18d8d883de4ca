import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { arithmeticFlags } from '../node/own-operations.ts';

const compiler = process.env.CXX ?? 'c++';
const sources = fileURLToPath(new URL('../../native', import.meta.url));

/** The compiler's own words about itself; undefined where there is none, or no Linux to run what it makes. */
export const compilerVersion: string | undefined =
  process.platform === 'linux'
    ? (spawnSync(compiler, ['--version'], { encoding: 'utf8' }).stdout ?? undefined)
    : undefined;

/**
 * Compiles a program in C++ with files of `native`, as they are compiled, runs it, and gives what it printed.
 * @param more arguments of the compiler
 * @throws Error with the compiler's words, or with how the program ended
 */
export function runNative(program: string, files: readonly string[] = [], more: readonly string[] = []): string {
  const folder = mkdtempSync(join(tmpdir(), 'procrustes-program-'));
  try {
    const [source, output] = [join(folder, 'program.cc'), join(folder, 'program')];
    writeFileSync(source, program);
    const paths = files.map((name) => join(sources, name));
    const flags = [...arithmeticFlags, '-pthread', `-I${sources}`, ...more];
    const compiled = spawnSync(compiler, [...flags, source, ...paths, '-o', output], { encoding: 'utf8' });
    if (compiled.status !== 0) throw new Error(compiled.stderr);
    const { status, signal, stdout, stderr } = spawnSync(output, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`ended with ${status ?? signal}: ${stderr}`);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
