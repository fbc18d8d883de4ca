import { expect, it } from 'vitest';
import { withName } from './with-name.ts';

it('names what a message is about, once', () => {
  expect(withName('run, step 2', 'there is no such checkpoint')).toBe('run, step 2: there is no such checkpoint');
  expect(withName('run, step 2', 'run, step 2: expected F32')).toBe('run, step 2: expected F32');
  expect(withName('run', 'run/run.json: expected JSON')).toBe('run: run/run.json: expected JSON');
});
