/**
 * p zeros on each of an image's four sides, as `conv2d` takes them side by side. Given as a plain number, TensorFlow.js
 * computes the output's width from the kernel's height, which is wrong where the kernel is not square.
 */
export function zeroPadding(padding: number): [[0, 0], [number, number], [number, number], [0, 0]] {
  return [
    [0, 0],
    [padding, padding],
    [padding, padding],
    [0, 0],
  ];
}
