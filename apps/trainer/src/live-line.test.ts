import { afterEach, describe, expect, it, vi } from 'vitest';
import { LiveLine } from './live-line.ts';

/** Where it is no terminal, the line is written at its start and at its end. */
function written(follow: (line: LiveLine) => void): string[] {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const line = new LiveLine('resnet-11', 4, 0);
  try {
    follow(line);
  } finally {
    line.stop();
  }
  return write.mock.calls.map(([text]) => String(text)).filter((text) => text.includes('resnet-11'));
}

const step = (number: number) =>
  ({
    type: 'step',
    metrics: {
      step: number,
      epoch: 0,
      loss: 2,
      accuracy: 0.5,
      learningRate: 0.1,
      milliseconds: 1,
      imagesPerSecond: 32,
    },
  }) as const;

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('LiveLine', () => {
  it('knows nothing of the time left before the first step, and all of it after the last', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const [atStart, atEnd, ...more] = written((line) => {
      for (let number = 1; number <= 4; number += 1) {
        vi.advanceTimersByTime(1000);
        line.show(step(number));
      }
    });
    expect(more).toEqual([]);
    expect(atStart).toMatch(/0\/4 .*– left$/);
    expect(atEnd).toMatch(/4\/4 .* 0s left$/);
  });

  it('tells it from the pace of the steps so far', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const lines = written((line) => {
      vi.advanceTimersByTime(5000);
      line.show(step(1));
    });
    expect(lines.at(-1)).toMatch(/1\/4 .* 15s left$/);
  });
});
