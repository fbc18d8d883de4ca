import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { usageMessage } from './usage-message.ts';

const command = new Command('train').option('--model <name>').option('--dataset <name>').option('--data <path>');
command.command('fetch');
command.command('list');

describe('usageMessage', () => {
  it('is one line', () => {
    const text = "error: unknown option '--modl'\n(Did you mean --model?)\n";
    expect(usageMessage(text, command)).toBe("error: unknown option '--modl' (Did you mean --model?)");
  });

  it('names the nearest options where Commander knows none that is close', () => {
    expect(usageMessage("error: unknown option '--dset'\n", command)).toBe(
      "error: unknown option '--dset'; the nearest are --dataset, --data, --model",
    );
  });

  it('names the nearest commands', () => {
    expect(usageMessage("error: unknown command 'fish'\n", command)).toMatch(
      /; the nearest are (fetch, list|list, fetch)$/,
    );
  });

  it('says of `train resnet-164` where such a word belongs', () => {
    const text = "error: too many arguments for 'train'. Expected 0 arguments but got 1.\n";
    expect(usageMessage(text, command)).toBe(
      "error: too many arguments for 'train'. Expected 0 arguments but got 1. What is no argument follows an option: --help lists them",
    );
  });

  it('leaves every other message as it is', () => {
    expect(usageMessage("error: missing required argument 'trace'\n", command)).toBe(
      "error: missing required argument 'trace'",
    );
  });
});
