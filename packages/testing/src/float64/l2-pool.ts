import type { NumericTensor } from './numeric-tensor.ts';

/** √Σ x² over each size × size window, stride = size: [n, h, w, c] → [n, h/size, w/size, c]. */
export function naiveL2Pool(x: NumericTensor, size: number): NumericTensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const shape = [batch, height / size, width / size, channels];
  const squares = new Float64Array(x.values.length / size ** 2);
  x.values.forEach((value, index) => {
    const c = index % channels;
    const column = Math.floor(index / channels) % width;
    const row = Math.floor(index / channels / width) % height;
    const n = Math.floor(index / channels / width / height);
    const window = (n * (height / size) + Math.floor(row / size)) * (width / size) + Math.floor(column / size);
    squares[window * channels + c] = (squares[window * channels + c] as number) + value ** 2;
  });
  return { shape, values: squares.map(Math.sqrt) };
}
