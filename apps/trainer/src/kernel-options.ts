import { Option } from '@commander-js/extra-typings';
import { parseSize } from './kernel-file.ts';
import { whole } from './options.ts';

/** `--layout`: where a kernel's axes are. */
export function layoutOption() {
  return new Option('--layout <layout>', 'axes of a kernel: oihw (PyTorch) or hwio (TensorFlow)').choices([
    'oihw',
    'hwio',
  ] as const);
}

/** `--size`: what the convolution runs over. */
export function sizeOption() {
  return new Option('--size <pixels>', 'of the input of a convolution: 32, or 32x24 (height × width)').argParser(
    parseSize,
  );
}

/** `--stride`. */
export function strideOption() {
  return new Option('--stride <n>', 'of the convolution').argParser(whole(1)).default(1);
}
