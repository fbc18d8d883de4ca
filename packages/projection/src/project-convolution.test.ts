import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { distance } from './distance.ts';
import { toHwio, toOihw } from './kernel-layout.ts';
import type { ConvolutionOperator } from './operator.ts';
import { projectConvolution } from './project-convolution.ts';
import { singularValues } from './singular-values.ts';
import { gaussianKernel, operatorOf } from './testing/gaussian-kernel.ts';

interface ReleaseCase {
  readonly outChannels: number;
  readonly inChannels: number;
  readonly kernelSize: number;
  readonly inputSize: number;
  readonly sigma: number;
  readonly kernel: string;
  readonly projected: string;
}

const { cases } = JSON.parse(
  readFileSync(new URL('./fixtures/releases-projections.json', import.meta.url), 'utf8'),
) as { cases: ReleaseCase[] };

function floats(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

/** What is within the extremes over σ: [σ_min/σ, σ_max/σ] by the operator's own singular values, not by the receipt. */
function reached(kernel: Float64Array, operator: ConvolutionOperator, sigma: number): readonly [number, number] {
  const { min, max } = singularValues(kernel, operator).extremes;
  return [min / sigma, max / sigma];
}

describe("projectConvolution beside the authors' release", () => {
  for (const item of cases) {
    const { inChannels, outChannels, kernelSize: k, inputSize, sigma } = item;
    const operator = operatorOf(inChannels, outChannels, k, inputSize);
    const shape = [outChannels, inChannels, k, k] as const;
    const kernel = toHwio(floats(item.kernel), shape);
    const recorded = floats(item.projected);

    it(`gives the same in reference mode, ${outChannels}×${inChannels}×${k}×${k}`, () => {
      const { kernel: projected, receipt } = projectConvolution(kernel, operator, { sigma, mode: 'reference' });
      expect(toOihw(projected, shape)).toBeAllClose(recorded, 1e-4);
      expect(receipt).toMatchObject({ mode: 'reference', method: 'releases-recipe', rounds: 1 });
    });

    it(`gives ${k === 1 ? 'the same' : 'something better'} in exact mode, ${outChannels}×${inChannels}×${k}×${k}`, () => {
      const { kernel: projected } = projectConvolution(kernel, operator, { sigma, rounds: 1 });
      if (k === 1) {
        expect(toOihw(projected, shape)).toBeAllClose(recorded, 1e-5);
        return;
      }
      expect(toOihw(projected, shape)).not.toBeAllClose(recorded, 0.1);
      const [ours] = reached(Float64Array.from(projected), operator, sigma);
      const [theirs] = reached(Float64Array.from(toHwio(recorded, shape)), operator, sigma);
      expect(Math.abs(1 - ours)).toBeLessThan(Math.abs(1 - theirs));
    });
  }

  it('shows the fault: the energy of a stem kernel lands in one tap', () => {
    const item = cases[1] as ReleaseCase;
    const { kernel } = projectConvolution(toHwio(floats(item.kernel), [64, 3, 3, 3]), operatorOf(3, 64, 3, 32), {
      mode: 'reference',
    });
    const energy = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0);
    expect(energy(kernel.subarray(0, 3 * 64)) / energy(kernel)).toBeGreaterThan(0.98);
  });
});

describe('projectConvolution', () => {
  it('converges for a kernel that widens strongly', () => {
    const operator = operatorOf(3, 64, 3, 16);
    const kernel = gaussianKernel(operator);
    const sigma = Math.sqrt(64 / 3);
    const spreads = [1, 10, 50].map((rounds) => {
      const { kernel: projected, receipt } = projectConvolution(kernel, operator, { rounds });
      const [min, max] = reached(projected, operator, sigma);
      expect([receipt.after.min / sigma, receipt.after.max / sigma]).toBeAllClose([min, max], 1e-7);
      expect(receipt).toMatchObject({ rounds, converged: false, method: 'frequencies' });
      return Math.max(1 - min, max - 1);
    });
    expect(spreads[0]).toBeLessThan(0.3);
    expect(spreads[1]).toBeLessThan(0.1);
    expect(spreads[2]).toBeLessThan(0.01);
    const { kernel: projected, receipt } = projectConvolution(kernel, operator);
    expect(receipt.converged).toBe(true);
    const again = projectConvolution(projected, operator);
    expect(again.receipt.rounds).toBe(0);
    expect(again.kernel).toEqual(projected);
  });

  it('gets nearer slowly where n_out = 2·n_in', () => {
    const operator = operatorOf(8, 16, 3, 16);
    const kernel = gaussianKernel(operator);
    const smallest = [1, 10, 50].map((rounds) => {
      const { kernel: projected, receipt } = projectConvolution(kernel, operator, { rounds });
      expect(receipt).toMatchObject({ rounds, converged: false });
      return reached(projected, operator, Math.SQRT2)[0];
    });
    expect(smallest[0]).toBeLessThan(0.6);
    expect(smallest[1]).toBeGreaterThan(0.8);
    expect(smallest[2]).toBeGreaterThan(0.93);
    expect(smallest[2]).toBeLessThan(0.999);
  });

  it('says that it stalls for a square kernel', () => {
    const operator = operatorOf(12, 12, 3, 8);
    const { receipt } = projectConvolution(gaussianKernel(operator), operator, { rounds: 50 });
    expect(receipt).toMatchObject({ rounds: 50, converged: false });
    expect(receipt.after.min / receipt.sigma).toBeLessThan(0.6);
    const { rounds, converged } = projectConvolution(gaussianKernel(operator), operator).receipt;
    expect(converged).toBe(false);
    expect(rounds).toBeLessThan(500);
  });

  for (const operator of [
    operatorOf(2, 12, 2, 6, 2),
    operatorOf(12, 2, 2, 6, 2),
    operatorOf(2, 5, 2, 9, 3),
    { ...operatorOf(3, 3, 4, 8, 4), inputSize: [8, 12] } satisfies ConvolutionOperator,
  ]) {
    it(`is exact at once where every input is read once, ${JSON.stringify(operator.kernelSize)}, stride ${operator.stride}`, () => {
      const { kernel, receipt } = projectConvolution(gaussianKernel(operator), operator);
      expect(receipt).toMatchObject({ rounds: 1, converged: true });
      const values = singularValues(kernel, operator).singularValues as Float64Array;
      const rank = values.filter((value) => value > 1e-9).length;
      const sigma = Math.sqrt(
        (operator.outChannels * (operator.inputSize[0] / operator.stride) * (operator.inputSize[1] / operator.stride)) /
          rank,
      );
      expect(values.subarray(0, rank)).toBeAllClose(new Float64Array(rank).fill(sigma), 1e-9);
    });
  }

  it('is exact at once where the kernel fills the grid and nothing is cropped', () => {
    for (const operator of [
      operatorOf(2, 7, 5, 5),
      operatorOf(7, 2, 5, 5),
      operatorOf(4, 4, 3, 3),
      operatorOf(2, 3, 6, 6, 2),
    ]) {
      const { kernel, receipt } = projectConvolution(gaussianKernel(operator), operator, { tolerance: 1e-9 });
      expect(receipt).toMatchObject({ rounds: 1, converged: true });
      expect(receipt.cropLoss).toBeLessThan(1e-9);
      expect(distance(operator, kernel)).toBeLessThan(1e-8);
    }
  });

  it('gets a strided 3×3 kernel nearer with every round', () => {
    const operator = operatorOf(2, 40, 3, 8, 2);
    const kernel = gaussianKernel(operator);
    const residuals = [1, 5, 50].map((rounds) => projectConvolution(kernel, operator, { rounds }).receipt.residual);
    expect(residuals[1]).toBeLessThan((residuals[0] as number) / 2);
    expect(residuals[2]).toBeLessThan((residuals[1] as number) / 2);
  });

  it('gets off a zero kernel and one without full rank', () => {
    const operator = operatorOf(3, 20, 3, 6);
    const twice = gaussianKernel(operator);
    for (let i = 0; i < twice.length; i += 60) twice.copyWithin(i + 40, i + 20, i + 40);
    for (const kernel of [new Float64Array(twice.length), twice]) {
      const { kernel: projected } = projectConvolution(kernel, operator, { tolerance: 1e-4 });
      expect(reached(projected, operator, Math.sqrt(20 / 3))[0]).toBeGreaterThan(0.999);
      expect(projectConvolution(kernel, operator, { tolerance: 1e-4 }).kernel).toEqual(projected);
    }
  });

  const known = { kind: 'convolution', inChannels: 1, outChannels: 1, stride: 1, padding: 'circular' } as const;
  const clipped: [string, ConvolutionOperator, Float64Array][] = [
    ['a Gaussian kernel, 4→5', operatorOf(4, 5, 3, 8), gaussianKernel(operatorOf(4, 5, 3, 8))],
    ['[2, 7, −1] on 20', { ...known, kernelSize: [1, 3], inputSize: [1, 20] }, Float64Array.from([2, 7, -1])],
    [
      '[[2, 7, −1], [1, 3, −8], [5, −3, 1]] on 20×20',
      { ...known, kernelSize: [3, 3], inputSize: [20, 20] },
      Float64Array.from([2, 7, -1, 1, 3, -8, 5, -3, 1]),
    ],
    [
      'a 3×4 integer kernel, 2→3',
      { ...known, inChannels: 2, outChannels: 3, kernelSize: [3, 4], inputSize: [8, 8] },
      Float64Array.from({ length: 72 }, (_, i) => ((7 * i) % 11) - 5),
    ],
  ];
  for (const [name, operator, start] of clipped) {
    it(`clips monotonically, and at σ_max changes nothing: ${name}`, () => {
      let kernel = start;
      const { max } = singularValues(kernel, operator).extremes;
      const same = projectConvolution(kernel, operator, { clip: true, sigma: max * (1 + 1e-12), rounds: 1 });
      expect(same.kernel).toBeAllClose(kernel, 1e-12 * max);
      let previous = max;
      for (let clip = 0; clip < 10; clip += 1) {
        ({ kernel } = projectConvolution(kernel, operator, { clip: true, sigma: max / 2, rounds: 1 }));
        const now = singularValues(kernel, operator).extremes.max;
        expect(now).toBeLessThan(previous);
        previous = now;
      }
      expect(previous).toBeLessThan(0.65 * max);
    });
  }

  it('tells the gap between circular and zero padding where it is asked to', () => {
    const operator: ConvolutionOperator = { ...operatorOf(3, 8, 3, 12), padding: 'zero' };
    const { kernel, receipt } = projectConvolution(gaussianKernel(operator), operator, {
      sigma: 1,
      tolerance: 1e-3,
      paddingGap: true,
    });
    const [min, max] = reached(kernel, operator, 1);
    expect(receipt.paddingGap).toBeCloseTo(Math.max(receipt.after.min - min, Math.abs(receipt.after.max - max)), 9);
    expect(receipt.paddingGap).toBeGreaterThan(0.2);
    expect(projectConvolution(kernel, operator, { rounds: 1 }).receipt).not.toHaveProperty('paddingGap');
  });

  it('tells the gap of a large operator within 1e-3, without all of its singular values', () => {
    const operator: ConvolutionOperator = { ...operatorOf(3, 12, 3, 14), padding: 'zero' };
    const { kernel, receipt } = projectConvolution(gaussianKernel(operator), operator, { rounds: 5, paddingGap: true });
    const [min, max] = reached(kernel, operator, receipt.sigma);
    const { after, sigma } = receipt;
    const gap = Math.max(Math.abs(after.min / sigma - min), Math.abs(after.max / sigma - max));
    expect(Math.abs((receipt.paddingGap as number) - gap)).toBeLessThan(1e-3);
    expect(gap).toBeGreaterThan(0.1);
  });

  it.each([1e-300, 1e-150, 1e-80, 1e80, 1e150, 1e300])(
    'gives the same kernel whatever its scale, and tells the singular values that it had: %d',
    (scale) => {
      for (const operator of [operatorOf(2, 3, 3, 6), operatorOf(3, 2, 3, 6, 2)]) {
        const kernel = gaussianKernel(operator);
        const scaled = kernel.map((value) => value * scale);
        const expected = projectConvolution(kernel, operator, { rounds: 2 });
        const { kernel: found, receipt } = projectConvolution(scaled, operator, { rounds: 2 });
        expect(found).toBeAllClose(expected.kernel, 1e-12);
        expect(receipt.before.min / scale).toBeCloseTo(expected.receipt.before.min, 10);
        expect(receipt.before.max / scale).toBeCloseTo(expected.receipt.before.max, 10);
        expect(receipt.residual).toBeCloseTo(expected.receipt.residual, 10);
        const clipped = projectConvolution(scaled, operator, { rounds: 1, clip: true, sigma: scale });
        const expectedClip = projectConvolution(kernel, operator, { rounds: 1, clip: true, sigma: 1 });
        expect(clipped.kernel.map((value) => value / scale)).toBeAllClose(expectedClip.kernel, 1e-12);
        // Not the kernel itself: something was clipped.
        expect(expectedClip.kernel).not.toBeAllClose(kernel, 0.01);
      }
    },
  );

  it('refuses what it cannot project, quotes it, and leaves the kernel as it was', () => {
    const operator = operatorOf(2, 3, 3, 6);
    const kernel = gaussianKernel(operator);
    const kept = kernel.slice();
    const wrong: [Partial<ConvolutionOperator>, string][] = [
      [{ stride: 4 }, 'stride 4 does not divide the circular 6×6 grid'],
      [{ stride: 7 }, 'stride 7 is larger than the 6×6 grid'],
      [{ inputSize: [2, 6] }, '3×3 kernel is larger than the 2×6 grid'],
      [{ kernelSize: [2, 2], padding: 'zero' }, 'got 2×2'],
      [{ outChannels: 4 }, '72 values, got 54'],
      [{ inChannels: 0 }, 'got 0'],
      [{ stride: 4, padding: 'zero' }, 'stride 4 does not divide'],
    ];
    for (const [change, message] of wrong) {
      expect(() => projectConvolution(kernel, { ...operator, ...change })).toThrow(message);
    }
    expect(() => projectConvolution(kernel, operator, { sigma: -2 })).toThrow('got -2');
    expect(() =>
      projectConvolution(
        kernel.map((value, i) => (i === 5 ? Number.NaN : value)),
        operator,
      ),
    ).toThrow('NaN at index 5');
    expect(() => projectConvolution(kernel, operator, { clip: true, mode: 'reference' })).toThrow('do not clip');
    projectConvolution(kernel, operator, { rounds: 2 });
    expect(kernel).toEqual(kept);
  });
});
