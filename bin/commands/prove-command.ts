import { Option, type Command } from 'commander';
import { layers } from '../../lib/chain';
import type { ProveCommandOptions } from './prove';

/** `portcullis prove`, for the commands of this repository and for the package that holds nothing else. */
export function addProve(program: Command, { isDefault = false } = {}): void {
  program
    .command('prove', { isDefault })
    .description('prove from templates which layers stand on every route, and say exactly where one is missing')
    .argument(
      '<path...>',
      'cloud assemblies (cdk.out) and templates (CloudFormation or SAM, JSON or YAML), taken together',
    )
    .addOption(
      new Option('--format <format>', 'how to say it').choices(['table', 'json', 'sarif', 'markdown']).default('table'),
    )
    .addOption(new Option('--profile <profile>', 'which layers every path needs').choices(profiles()))
    .option('--policy <file>', 'required layers, waivers and layers that others provide (YAML or JSON)')
    .option('--parameter <name=value>', 'a value for a template parameter', collect, [])
    .option('--region <region>', 'where templates go that do not say so themselves')
    .option('--baseline <file>', 'findings that are known: only new ones count')
    .option('--write-baseline', 'write the findings of today to the file of --baseline', false)
    .option('--diff <base>', 'an assembly or template to compare with: says what was taken away', collect, [])
    .option('--output <file>', 'write there; the table is then shown as well')
    .addHelpText('after', '\nExit code: 0 every route is complete, 1 there are gaps, 2 unreadable or unproven.')
    .showHelpAfterError(false)
    .showSuggestionAfterError(false)
    .exitOverride(error => {
      // 1 means that there are gaps; a mistake in the command proves nothing.
      throw Object.assign(error, { exitCode: error.exitCode === 0 ? 0 : 2 });
    })
    .action((paths: readonly string[], options: ProveCommandOptions) => {
      process.exitCode = load().proveCommand(paths, options);
    });
}

const load = () => require('./prove') as typeof import('./prove');

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const profiles = (): string[] => [
  'consumer',
  ...new Set((layers as readonly { profiles?: readonly string[] }[]).flatMap(({ profiles = [] }) => profiles)),
];
