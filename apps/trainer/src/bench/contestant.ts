import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What a contestant says about itself before its first step. */
export interface ContestantDescription {
  /** Of the library that computes. */
  readonly version: string;
  readonly device: string;
  /** Null where a driver schedules the work. */
  readonly threads: number | null;
  /** Trainable numbers of its network, to see that all have the same. */
  readonly parameters: number;
}

/** What one step came to. Ours tell of memory too. */
export interface StepAnswer {
  readonly milliseconds: number;
  /** Bytes of tensors: between steps, and the most at any time so far. */
  readonly restingBytes?: number;
  readonly peakBytes?: number;
  /** The most memory that the process has had, in bytes. */
  readonly residentBytes?: number;
}

/** A contestant that could not do what it was asked: out of memory, a kernel that its backend lacks. */
export class ContestantFailure extends Error {
  override readonly name = 'ContestantFailure';
}

/**
 * A process of its own that takes a training step for each line on its standard input. It first prints what it is, then a
 * line for each step, `{"milliseconds": …}` or `{"failure": "…"}`, so that several can take turns; between its turns it
 * waits. Its error output is kept for messages.
 */
export class Contestant {
  readonly name: string;
  readonly description: ContestantDescription;
  readonly #process: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  readonly #remarks: string[];

  private constructor(
    name: string,
    process: ChildProcess,
    answers: AsyncIterator<string>,
    remarks: string[],
    description: ContestantDescription,
  ) {
    this.name = name;
    this.#process = process;
    this.#answers = answers;
    this.#remarks = remarks;
    this.description = description;
  }

  /** @throws ContestantFailure where it ends or fails before it has said what it is */
  static async start(name: string, program: string, parameters: readonly string[]): Promise<Contestant> {
    const child = spawn(program, parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
    const remarks: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      remarks.push(text);
    });
    child.on('error', (error) => remarks.push(error.message));
    // Writing to one that has ended is told by its missing answer.
    child.stdin.on('error', () => {});
    const answers = objects(createInterface({ input: child.stdout }));
    const description = await next<ContestantDescription>(name, answers, remarks);
    return new Contestant(name, child, answers, remarks, description);
  }

  /**
   * Takes one step.
   * @param request what kind of step: `plain`, `projected`, `gradient-norms`, `norms`
   * @throws ContestantFailure
   */
  async step(request: string): Promise<StepAnswer> {
    this.#process.stdin?.write(`${request}\n`);
    return next<StepAnswer>(this.name, this.#answers, this.#remarks);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill();
    await ended;
  }
}

/** The lines that are JSON objects: libraries print remarks of their own. */
async function* objects(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) if (line.startsWith('{')) yield line;
}

async function next<T>(name: string, answers: AsyncIterator<string>, remarks: readonly string[]): Promise<T> {
  const { value, done } = await answers.next();
  if (done) {
    const last = remarks.join('').trim().split('\n').at(-1);
    throw new ContestantFailure(`${name} ended without an answer${last ? `: ${last}` : ''}`);
  }
  const answer = JSON.parse(value) as T & { readonly failure?: string };
  if (answer.failure !== undefined) throw new ContestantFailure(answer.failure);
  return answer;
}
