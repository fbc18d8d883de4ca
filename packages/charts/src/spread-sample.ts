/** A simple fraction would meet the same blocks at the same steps again and again. */
const goldenFraction = (Math.sqrt(5) - 1) / 2;

/**
 * The place of `size` of `count` values, spread evenly over all of them; of all in their order where there are no more than `size`.
 * Some may come twice.
 */
export function* spreadSample(count: number, size: number): Generator<number> {
  if (count <= size) for (let place = 0; place < count; place += 1) yield place;
  else {
    let fraction = 0;
    for (let sample = 0; sample < size; sample += 1) {
      yield Math.floor(fraction * count);
      fraction += goldenFraction;
      if (fraction >= 1) fraction -= 1;
    }
  }
}
