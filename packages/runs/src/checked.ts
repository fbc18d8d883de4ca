import * as v from 'valibot';
import { excerpt, RunError } from './run-error.ts';

/**
 * What the schema makes of a value.
 * @param where the file, and the line in it, that an error's message starts with
 * @throws RunError naming the member, what was expected and what was found
 */
export function checked<Schema extends v.GenericSchema<unknown, unknown>>(
  schema: Schema,
  value: unknown,
  where: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const member = v.getDotPath(issue);
  throw new RunError(`${where}: ${member === null ? '' : `${excerpt(member)}: `}${excerpt(issue.message, 160)}`);
}
