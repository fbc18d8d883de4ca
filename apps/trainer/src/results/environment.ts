import { spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { listBackends } from '@procrustes/backends';
import { ownVersions } from '../run-description.ts';

/** What a benchmark ran on. */
export interface Environment {
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** NVIDIA's cards; empty where there is none. */
  readonly graphics: readonly string[];
  readonly platform: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Of the backends that are available, by name. */
  readonly devices: Readonly<Record<string, string>>;
  /** What would measure it again. */
  readonly command: string;
}

export async function describeEnvironment(command: string): Promise<Environment> {
  const { backends } = await listBackends();
  return {
    date: new Date().toISOString(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    graphics: graphicsCards(),
    platform: `${process.platform} ${process.arch}`,
    versions: ownVersions(),
    devices: Object.fromEntries(backends.flatMap(({ name, device }) => (device === null ? [] : [[name, device]]))),
    command,
  };
}

function graphicsCards(): string[] {
  const { status, stdout } = spawnSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim().split('\n') : [];
}

/** As lines of Markdown. */
export function environmentText(environment: Environment): string {
  const { date, processor, cores, memoryBytes, graphics, platform, versions, devices, command } = environment;
  const list = (entries: Readonly<Record<string, string>>) =>
    Object.entries(entries)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  return [
    `- command: \`${command}\``,
    `- date: ${date}`,
    `- machine: ${processor}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB, ${platform}; GPU: ${graphics.join(', ') || 'none'}`,
    `- versions: ${list(versions)}`,
    `- backends: ${list(devices)}`,
  ].join('\n');
}
