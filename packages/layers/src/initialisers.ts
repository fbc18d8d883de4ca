import type { ParameterOptions } from './parameter.ts';

type Initialiser = ParameterOptions['initialise'];

/** Normal with mean 0 and the given standard deviation. */
export function normal(deviation: number): Initialiser {
  return (values, generator) => {
    for (let i = 0; i < values.length; i += 1) values[i] = deviation * generator.normal();
  };
}

/** Uniform in [−bound, bound). */
export function uniform(bound: number): Initialiser {
  return (values, generator) => {
    for (let i = 0; i < values.length; i += 1) values[i] = bound * (2 * generator.uniform() - 1);
  };
}

/** The same value everywhere. */
export function constant(value: number): Initialiser {
  return (values) => {
    values.fill(value);
  };
}
