import type { RunRatios } from './run-ratios.ts';

const goldenRatio = (1 + Math.sqrt(5)) / 2;
const steps = [1.1, 1.25, 1.5, 2, 4, 8, 16, 32, 64, 128, 256];

/**
 * Where a colour scale of r, from 1/limit to limit, ends so that it holds nine tenths of all ratios of these runs: the rest
 * takes the outermost colour. One of 1.1, 1.25, 1.5 and the powers of two up to 256.
 */
export function ratioLimit(runs: readonly RunRatios[]): number {
  const distances: number[] = [];
  for (const { values } of runs) {
    // Ten thousand ratios of each run place a tenth well enough. A fixed stride could meet the same blocks again and again.
    const samples = Math.min(values.length, 10_000);
    const stride = samples === values.length ? 1 : values.length / goldenRatio;
    for (let sample = 0; sample < samples; sample += 1) {
      const distance = Math.abs(Math.log(values[Math.floor((sample * stride) % values.length)] as number));
      if (Number.isFinite(distance)) distances.push(distance);
    }
  }
  distances.sort((a, b) => a - b);
  const needed = distances[Math.floor(distances.length * 0.9)] ?? 0;
  return steps.find((limit) => Math.log(limit) >= needed) ?? (steps.at(-1) as number);
}
