import { expect, it } from 'vitest';
import { fileName } from './file-name.ts';

it.each([
  [['ResNet 164', 'loss'], 'ResNet-164-loss.svg'],
  [['../../etc/passwd', 'r'], 'etc-passwd-r.svg'],
  [['<img src=x>', '|r − 1|'], 'img-src-x-r-1.svg'],
  [['', '…'], 'chart.svg'],
  [['.hidden'], 'hidden.svg'],
])('%j gives %s', (parts, name) => {
  expect(fileName(parts, 'svg')).toBe(name);
});

it('stays short', () => {
  expect(fileName(['x'.repeat(1000), 'y'.repeat(1000)], 'csv').length).toBeLessThan(130);
});
