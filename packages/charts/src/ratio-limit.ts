import type { RunRatios } from './run-ratios.ts';
import { spreadSample } from './spread-sample.ts';

const steps = [1.1, 1.25, 1.5, 2, 4, 8, 16, 32, 64, 128, 256];

/**
 * Where a colour scale of r, from 1/limit to limit, ends so that it holds nine tenths of all ratios of these runs: the rest
 * takes the outermost colour. One of 1.1, 1.25, 1.5 and the powers of two up to 256.
 */
export function ratioLimit(runs: readonly RunRatios[]): number {
  const distances: number[] = [];
  for (const { values } of runs) {
    // Ten thousand ratios of each run place a tenth well enough.
    for (const place of spreadSample(values.length, 10_000)) {
      const distance = Math.abs(Math.log(values[place] as number));
      if (Number.isFinite(distance)) distances.push(distance);
    }
  }
  const sorted = Float64Array.from(distances).sort();
  const needed = sorted[Math.floor(sorted.length * 0.9)] ?? 0;
  return steps.find((limit) => Math.log(limit) >= needed) ?? (steps.at(-1) as number);
}
