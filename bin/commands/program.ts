import { Command } from 'commander';
import { live } from './lifetime';
import type { RevokeOptions } from './revoke';
import { addProve } from './prove-command';
import { assemblyDirectory } from './synthesize';
import { addTrust } from './trust-command';

/** The commands. Every one ends the process with its exit code and stops what it started. */

// Each command is loaded when it is asked for, and the large ones when what they were given was looked at: neither a token nor a mistake
// should wait for the attacks to be read.
const load = {
  given: () => require('./given') as typeof import('./given'),
  assembly: () => require('../../tools/local/assembly') as typeof import('../../tools/local/assembly'),
  start: () => require('./start') as typeof import('./start'),
  up: () => require('./up') as typeof import('./up'),
  drill: () => require('./drill') as typeof import('./drill'),
  token: () => require('./token') as typeof import('./token'),
  doctor: () => require('./doctor') as typeof import('./doctor'),
  revoke: () => require('./revoke') as typeof import('./revoke'),
};

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export const program = new Command('portcullis')
  .description('A mobile backend whose defence in depth runs on this machine, and is attacked layer by layer.')
  .showHelpAfterError('(portcullis --help lists the commands)')
  .exitOverride();

program
  .command('start')
  .description('synthesize, prove every route, start the chain, attack every layer, and go on serving')
  .option('--once', 'stop after the attacks; exit 1 if any got through or an honest request was refused', false)
  .option('-c, --context <key=value>', 'context for the CDK app, such as env=example', collect, [])
  .action(({ once, context }: { once: boolean; context: readonly string[] }) =>
    live(async lifetime => {
      const given = load.given().givenContext(context);
      return load.start().start(lifetime, { once, ...given });
    }),
  );

program
  .command('up')
  .description('serve a synthesized assembly without attacking it')
  .argument('[directory]', 'the cloud assembly', assemblyDirectory)
  .action((directory: string) =>
    live(async lifetime => {
      const assembly = load.assembly().readAssembly(directory);
      return load.up().up(lifetime, assembly);
    }),
  );

program
  .command('drill')
  .description('attack a synthesized assembly, with layers taken away if you like, and show who stopped what')
  .argument('[directory]', 'the cloud assembly', assemblyDirectory)
  .option('--without <layer...>', 'layers to take away first')
  .action((directory: string, { without = [] }: { without?: readonly string[] }) =>
    live(async lifetime => {
      const assembly = load.assembly().readAssembly(directory);
      const layers = load.given().givenLayers(without);
      return load.drill().drill(lifetime, assembly, layers);
    }),
  );

program
  .command('token')
  .description('print an access token of the running chain, got as the app gets one')
  .requiredOption('--user <name>', 'who signs in')
  .option('--scope <scope...>', 'scopes to ask for, such as accounts.read; all of them when absent')
  .action(({ user, scope }: { user: string; scope?: readonly string[] }) =>
    live(() => load.token().token(user, scope)),
  );

program
  .command('revoke')
  .description('end a user’s sign-ins, one sign-in, or a device: for every service within 5 seconds')
  .option('--user <sub>', 'every sign-in of a user until now')
  .option('--session <origin_jti>', 'one sign-in, and every token refreshed from it')
  .option('--device <id>', 'a device, by its id or the thumbprint of its certificate')
  .option('-e, --env <env>', 'an environment of config/, deployed in the account of your credentials')
  .option('--local', 'the chain that runs on this machine')
  .action((options: RevokeOptions) => live(() => load.revoke().revoke(options)));

program
  .command('doctor')
  .description(
    'ask the token issuer of an environment what cannot be known from templates; exit 1 where its keys will not do',
  )
  .option('-c, --context <key=value>', 'which environment: env=example', collect, [])
  .action((options: { context: readonly string[] }) => live(() => load.doctor().doctor(options)));

addTrust(program);
addProve(program);
