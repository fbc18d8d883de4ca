import type { LiveTrainer } from './live-trainer.ts';
import { type Command, type Report, transferred } from './protocol.ts';
import { readCifarFiles } from './read-cifar-files.ts';

// The worker that trains. It answers a question about files at once, and loads TensorFlow.js for anything else.

function tell(report: Report): void {
  postMessage(report, { transfer: transferred(report) });
}

let loading: Promise<LiveTrainer> | undefined;

function trainer(): Promise<LiveTrainer> {
  if (loading === undefined) {
    tell({ type: 'preparing', message: 'loading TensorFlow.js', progress: null });
    loading = import('./live-trainer.ts').then(({ LiveTrainer }) => new LiveTrainer(tell));
  }
  return loading;
}

async function obey(command: Command): Promise<void> {
  switch (command.type) {
    case 'begin':
      return (await trainer()).begin(command);
    case 'go':
      return (await trainer()).go(command.steps);
    case 'ask': {
      const { id, question } = command;
      try {
        const answer =
          question.kind === 'files'
            ? (await readCifarFiles(question.files, (index) => question.files[index]?.name ?? 'a file')).labels.length
            : await (await trainer()).answer(question);
        tell({ type: 'answer', id, answer });
      } catch (error) {
        tell({ type: 'refusal', id, message: error instanceof Error ? error.message : String(error) });
      }
    }
  }
}

addEventListener('message', ({ data }: MessageEvent<Command>) => {
  obey(data).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    tell({ type: 'stopped', reason: 'failed', message: `the worker that trains failed: ${message}` });
  });
});
