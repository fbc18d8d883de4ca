import { describe, expect, it } from 'vitest';
import { Contestant, ContestantFailure } from './contestant.ts';

/** A process that says what it is, and answers each line by what `answer` makes of `line`. */
const start = (answer: string) =>
  Contestant.start('it', process.execPath, [
    '-e',
    `console.log('a remark of a library');
     console.log(JSON.stringify({ version: '1', device: 'CPU', threads: 1, parameters: 7 }));
     require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => { ${answer} });`,
  ]);

describe('Contestant', () => {
  it('says what it is, and takes a step for each request', async () => {
    const contestant = await start(`console.log(JSON.stringify({ milliseconds: line.length }))`);
    expect(contestant.description).toEqual({ version: '1', device: 'CPU', threads: 1, parameters: 7 });
    expect(await contestant.step('plain')).toEqual({ milliseconds: 5 });
    expect(await contestant.step('projected')).toEqual({ milliseconds: 9 });
    await contestant.stop();
    await contestant.stop();
  });

  it('fails with what it says', async () => {
    const contestant = await start(`console.log(JSON.stringify({ failure: 'no kernel for that' }))`);
    await expect(contestant.step('plain')).rejects.toThrow(new ContestantFailure('no kernel for that'));
    await contestant.stop();
  });

  it('fails with its last remark where it ends', async () => {
    const contestant = await start(`console.error('first'); console.error('out of memory'); process.exit(1)`);
    await expect(contestant.step('plain')).rejects.toThrow('it ended without an answer: out of memory');
    // And stays ended.
    await expect(contestant.step('plain')).rejects.toThrow(ContestantFailure);
    await contestant.stop();
  });

  it('fails where there is no such program', async () => {
    await expect(Contestant.start('it', '/no/such/program', [])).rejects.toThrow(
      'it ended without an answer: spawn /no/such/program ENOENT',
    );
  });
});
