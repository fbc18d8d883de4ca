import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../apps/trainer/dist/cli.js', import.meta.url));

/** How a command ended. */
export interface Outcome {
  /** Exit status; null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that may still run. */
export interface Running {
  readonly process: ChildProcess;
  readonly outcome: Promise<Outcome>;
}

/** A folder of its own for commands to run in, and nothing of the user's: their cache is in it too. */
export class Workplace {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @throws where the command line is not built */
  static async create(): Promise<Workplace> {
    if (!existsSync(cli)) throw new Error(`${cli} is missing; build it first: npx -y pnpm@12 build`);
    const workplace = new Workplace(await mkdtemp(join(tmpdir(), 'procrustes-cli-')));
    await mkdir(workplace.cache);
    return workplace;
  }

  /** Where its commands keep data sets. */
  get cache(): string {
    return join(this.folder, 'cache');
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  text(...parts: string[]): Promise<string> {
    return readFile(this.path(...parts), 'utf8');
  }

  /** Starts the built command line under bare Node, as a user does who has installed it; in this folder unless told. */
  start(
    commandLine: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    cwd: string = this.folder,
  ): Running {
    const { npm_lifecycle_event: _, NODE_OPTIONS: __, ...inherited } = process.env;
    const child = spawn(process.execPath, [cli, ...commandLine], {
      cwd,
      env: { ...inherited, PROCRUSTES_CACHE: this.cache, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const outcome = new Promise<Outcome>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
    return { process: child, outcome };
  }

  run(
    commandLine: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    cwd: string = this.folder,
  ): Promise<Outcome> {
    return this.start(commandLine, environment, cwd).outcome;
  }

  /** Starts a training run and sends a signal as soon as it has recorded some steps. */
  async interrupt(
    commandLine: readonly string[],
    signal: 'SIGINT' | 'SIGKILL',
    run: string,
    afterSteps: number,
  ): Promise<Outcome> {
    const { process: child, outcome } = this.start(commandLine);
    while (child.exitCode === null && (await this.#recordedSteps(run)) < afterSteps) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    child.kill(signal);
    return outcome;
  }

  async #recordedSteps(run: string): Promise<number> {
    const text = await this.text(run, 'metrics.jsonl').catch(() => '');
    return text.split('\n').length - 1;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The lines of an output that say something; a progress line's steps count as one each. */
export function lines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
