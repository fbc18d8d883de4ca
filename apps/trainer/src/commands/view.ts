import { Command } from '@commander-js/extra-typings';
import { port as portNumber } from '../options.ts';
import { note, print, printJson } from '../terminal.ts';

/** Where `train` puts its runs unless told. */
const usualFolder = 'runs';

/** `procrustes view [DIR]`: the page, over a folder of runs. */
export function viewCommand() {
  return new Command('view')
    .description('serve the viewer to a browser on this machine, over a folder of runs, until Ctrl-C')
    .argument('[dir]', 'a folder of runs, or one run; where none is given, runs, as soon as there is such a folder')
    .option('--port <n>', 'to listen on; 0: any that is free (default: 7477 or the next that is free)', portNumber)
    .option('--json', 'print JSON')
    .action(async (dir, { port, json }) => {
      const stopped = stopSignal();
      // Not at every command's start.
      const { serveViewer } = await import('@procrustes/viewer/server');
      const served = await serveViewer({
        ...(dir === undefined ? { usualFolder } : { folder: dir }),
        ...(port !== undefined && { port }),
        onError: (error) => note(`error: ${error instanceof Error ? error.message : String(error)}`),
      });
      if (json) printJson({ address: served.address, folder: served.folder });
      else print(served.address);
      note(`runs: ${served.folder ?? `none yet; those in ${usualFolder}/ as soon as there are any`}; Ctrl-C stops`);
      await stopped;
      await served.close();
    });
}

/** Comes true at Ctrl-C or a request to terminate; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
