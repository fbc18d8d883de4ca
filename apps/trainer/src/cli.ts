#!/usr/bin/env node
import { main } from './main.ts';
import { note } from './terminal.ts';

// A reader that has seen enough (`procrustes models | head`) is no failure; a full disk is one.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  note(`error: the result could not be written: ${error.message}`);
  process.exit(1);
});

process.exitCode = await main(process.argv.slice(2));
