import { describe, expect, it } from 'vitest';
import { lastStage, stages } from './stages.ts';

describe('stages', () => {
  it('halve the grid of the 32×32 images by their strides, with four times the width as channels', () => {
    let size = 32;
    for (const stage of stages) {
      size /= stage.stride;
      expect(stage.size).toBe(size);
      expect(stage.channels).toBe(4 * stage.width);
    }
    expect(lastStage).toBe(stages.at(-1));
  });
});
