import { Command, CommanderError } from 'commander';
import { addProve } from './commands/prove-command';

/** What the package holds: the one command that needs nothing but templates. `portcullis prove …`, or without the word. */
const program = new Command('portcullis')
  .description(
    'Proves from CloudFormation which layers of defence stand on every route, from the internet to the function.',
  )
  .exitOverride();

addProve(program, { isDefault: true });

program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof CommanderError)) console.error(error);
  process.exitCode = error instanceof CommanderError ? error.exitCode : 2;
});
