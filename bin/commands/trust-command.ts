import { InvalidArgumentError, Option, type Command } from 'commander';
import { live } from './lifetime';
import type { IssueOptions } from './trust/certificates';
import type { RotateOptions } from './trust/folder';
import type { TargetOptions } from './trust/target';

// Loaded when they are asked for: no other command should wait for the clients of AWS.
const certificates = () => require('./trust/certificates') as typeof import('./trust/certificates');
const folder = () => require('./trust/folder') as typeof import('./trust/folder');

/** `portcullis trust …`: the certificates of clients and the CAs they come from, in an account or, with --local, on this machine. */
export function addTrust(program: Command): void {
  const trust = program.command('trust').description('certificates of clients, and the CAs whose clients are let in');
  const on = (command: Command): Command =>
    command
      .option('-e, --env <env>', 'an environment of config/, deployed in the account of your credentials')
      .option('--local', 'the chain that runs on this machine');

  trust
    .command('init')
    .description('make the folder of an environment’s truststore, with the CAs given')
    .argument('[pem...]', 'CA certificates')
    .requiredOption('-e, --env <env>', 'an environment of config/')
    .action((files: readonly string[], options: TargetOptions) => live(() => folder().init(files, options)));
  trust
    .command('lint')
    .description('check truststores as AWS will, and for what AWS does not tell')
    .argument('[folder]', 'a folder of PEM files; the truststores of config/ when absent')
    .option('-e, --env <env>', 'an environment of config/; all of them when absent')
    .action((path: string | undefined, options: TargetOptions) => live(() => folder().lint(path, options)));
  on(trust.command('inspect'))
    .description('say what certificates say of themselves')
    .argument('[pem...]', 'files, - is the standard input; the truststore in force when absent')
    .action((files: readonly string[], options: TargetOptions) => live(() => certificates().inspect(files, options)));
  on(trust.command('issue'))
    .description('issue a certificate for a signing request, or record one of another CA')
    .option('--csr <file>', 'the signing request, PEM')
    .option('--certificate <file>', 'a certificate that another CA issued, to be recorded')
    .option('--user <sub>', 'whose it is: a user')
    .option('--client <id>', 'whose it is: the client of a partner')
    .requiredOption('--device <id>', 'the device, or the partner’s name')
    .option('--replaces <certificate>', 'the certificate it follows: a thumbprint or a file')
    .option('--out <file>', 'where certificate and chain go; the standard output when absent')
    .action((options: IssueOptions) => live(() => certificates().issue(options)));
  on(trust.command('revoke'))
    .description('revoke a certificate')
    .argument('<certificate>', 'its thumbprint, or a file')
    .option('--reason <reason>', 'why, in the words of RFC 5280', 'keyCompromise')
    .action((certificate: string, options: TargetOptions & { reason: string }) =>
      live(() => certificates().revoke(certificate, options)),
    );
  on(trust.command('expiry'))
    .description('say which CAs and devices end soon; exit 1 where any does')
    .addOption(days('within so many days', 7))
    .action((options: TargetOptions & { days: number }) => live(() => certificates().expiry(options)));
  on(trust.command('rotate'))
    .description('show what a change of the truststore adds and takes away; refused where it cuts clients off')
    .option('--add <pem...>', 'files to put in', [])
    .option('--remove <name...>', 'files of the folder to take out', [])
    .addOption(days('certificates issued in so many days must stay good', 30))
    .option('--write', 'change the files', false)
    .action((options: RotateOptions) => live(() => folder().rotate(options)));
  on(trust.command('diff'))
    .description('compare the deployed truststore with the repository; exit 1 where they differ')
    .action((options: TargetOptions) => live(() => folder().diff(options)));
}

const days = (what: string, preset: number): Option =>
  new Option('--days <days>', what).default(preset).argParser(text => {
    if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('takes a whole number of days.');
    return Number(text);
  });
