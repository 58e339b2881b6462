import { CommanderError } from 'commander';
import { program } from './commands/program';

program.parseAsync().catch((error: unknown) => {
  // Commander has printed its own line already.
  process.exitCode = error instanceof CommanderError ? error.exitCode : 1;
});
