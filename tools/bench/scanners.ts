import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { median, seconds, type Measurement } from './measurement';
import { ourAssembly } from './our-assembly';
import { run, type How } from './process';

const root = resolve(__dirname, '..', '..');
const rounds = 5;
const bound = 3;

/** One command line over the same templates, in a process of its own. */
interface Scanner {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly how: Omit<How, 'cwd'>;
}

/** The proof as it is packed, beside what teams scan templates with today; alternated, so that all see one machine. */
export async function proveBesideScanners(): Promise<readonly Measurement[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  try {
    await run('npm', ['run', 'prepare'], { cwd: root });
    const assembly = await ourAssembly();
    const ours = portcullis(assembly);
    const others = [cfnGuard(assembly), cdkNag(assembly, scratch)];
    const times = new Map<Scanner, number[]>([ours, ...others].map(scanner => [scanner, []]));
    for (let round = 0; round < rounds; round++)
      for (const [{ command, args, how }, taken] of times)
        taken.push((await run(command, args, { ...how, cwd: root })).ms);
    nagWorked(scratch);
    const of = (scanner: Scanner): number => median(times.get(scanner) ?? []);
    return [compared(of(ours), Object.fromEntries(others.map(scanner => [scanner.name, of(scanner)])))];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** How much faster we are than the fastest of the others. */
export function compared(ours: number, others: Readonly<Record<string, number>>): Measurement {
  const ratio = Math.min(...Object.values(others)) / ours;
  const each = Object.entries(others).map(([name, ms]) => `${name} ${seconds(ms)}`);
  return {
    what: `portcullis prove of our assembly, whole process, against the faster scanner (medians of ${rounds})`,
    measured: `${ratio.toFixed(1)}× faster (${(ours / 1000).toFixed(2)} s; ${each.join(', ')})`,
    bound: `≥ ${bound}×`,
    held: ratio >= bound,
  };
}

const portcullis = (assembly: string): Scanner => ({
  name: 'portcullis',
  command: process.execPath,
  args: [join(root, 'dist', 'portcullis-prove.js'), 'prove', assembly],
  how: {},
});

const templatesOf = (assembly: string): readonly string[] =>
  readdirSync(assembly)
    .filter(name => name.endsWith('.template.json'))
    .map(name => join(assembly, name));

/** AWS's own binary and rules, with the options of its CDK plugin: no form of output is quicker. */
function cfnGuard(assembly: string): Scanner {
  const at = dirname(require.resolve('@cdklabs/cdk-validator-cfnguard/package.json'));
  const system = platform() === 'darwin' ? 'macos' : 'ubuntu';
  const processor = arch() === 'arm64' ? 'aarch64' : 'x86_64';
  const data = templatesOf(assembly).flatMap(template => ['--data', template]);
  const rules = ['--rules', join(at, 'rules', 'control-tower', 'cfn-guard')];
  return {
    name: 'cfn-guard',
    command: join(at, 'bin', system, processor, 'cfn-guard'),
    args: ['validate', ...rules, ...data, '--output-format', 'json', '--show-summary', 'none', '--structured'],
    // It exits 19 when rules are not met. Its Control Tower rules ask for object lock on every bucket, so some never are.
    how: { exits: 19 },
  };
}

/** The pack that most teams take. Like us, it is spared CloudFormation's own schema validation. */
function cdkNag(assembly: string, scratch: string): Scanner {
  const args = [join(root, 'tools', 'bench', 'nag-once.mjs'), nagOutput(scratch), ...includable(assembly, scratch)];
  return { name: 'cdk-nag', command: process.execPath, args, how: { exits: 1, env: { CDK_VALIDATION: 'false' } } };
}

const nagOutput = (scratch: string): string => join(scratch, 'nag');

/** CfnInclude, which cdk-nag reads templates through, does not know Fn::GetStackOutput: a text stands in its place. */
function includable(assembly: string, scratch: string): readonly string[] {
  const directory = join(scratch, 'templates');
  mkdirSync(directory);
  return templatesOf(assembly).map((file, i) => {
    const template: unknown = JSON.parse(readFileSync(file, 'utf8'), (_, value: unknown) =>
      typeof value === 'object' && value !== null && 'Fn::GetStackOutput' in value ? 'of-another-stack' : value,
    );
    const copy = join(directory, `${i}.json`);
    writeFileSync(copy, JSON.stringify(template));
    return copy;
  });
}

/** A scan that stopped half-way would be quick: exit code 1 is also what a crash gives. */
function nagWorked(scratch: string): void {
  const report = JSON.parse(readFileSync(join(nagOutput(scratch), 'validation-report.json'), 'utf8')) as {
    readonly pluginReports: readonly { readonly pluginName: string; readonly violations: readonly unknown[] }[];
  };
  const nag = report.pluginReports.find(({ pluginName }) => pluginName === 'AwsSolutions');
  if ((nag?.violations.length ?? 0) === 0) throw new Error('cdk-nag found nothing in our templates: did it read them?');
}
