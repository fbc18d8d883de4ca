/**
 * A kernel from [out, in, height, width] (PyTorch's layout) to [height, width, in, out] (TensorFlow's, the one used here). A new array.
 * @param shape [out, in, height, width]
 * @throws RangeError when the number of values is not that of the shape.
 */
export function toHwio<Values extends Float32Array | Float64Array>(
  values: Values,
  shape: readonly [outChannels: number, inChannels: number, height: number, width: number],
): Values {
  return rearrange(values, shape, (oihw, hwio, source, target) => {
    target[hwio] = source[oihw] as number;
  });
}

/**
 * A kernel from [height, width, in, out] to [out, in, height, width]. A new array.
 * @param shape [out, in, height, width], that of the result
 * @throws RangeError when the number of values is not that of the shape.
 */
export function toOihw<Values extends Float32Array | Float64Array>(
  values: Values,
  shape: readonly [outChannels: number, inChannels: number, height: number, width: number],
): Values {
  return rearrange(values, shape, (oihw, hwio, source, target) => {
    target[oihw] = source[hwio] as number;
  });
}

function rearrange<Values extends Float32Array | Float64Array>(
  values: Values,
  [outChannels, inChannels, height, width]: readonly [number, number, number, number],
  copy: (oihw: number, hwio: number, source: Values, target: Values) => void,
): Values {
  const expected = outChannels * inChannels * height * width;
  if (values.length !== expected) {
    throw new RangeError(
      `a kernel of shape [${outChannels}, ${inChannels}, ${height}, ${width}] has ${expected} values, got ${values.length}`,
    );
  }
  const target = values.slice() as Values;
  let oihw = 0;
  for (let o = 0; o < outChannels; o += 1) {
    for (let c = 0; c < inChannels; c += 1) {
      for (let tap = 0; tap < height * width; tap += 1) {
        copy(oihw, (tap * inChannels + c) * outChannels + o, values, target);
        oihw += 1;
      }
    }
  }
  return target;
}
