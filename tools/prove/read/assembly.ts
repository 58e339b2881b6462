import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Json } from '../json';
import { isObject, type StackInput } from '../model';
import { UnreadableError } from './error';
import { expandSam } from './sam/expand';
import { parseJson, readTemplate, slurp } from './template';

/** Nested stacks of one template: more of them than any account may have is a template made to explode. */
const mostNested = 2_000;

/** Reads a cloud assembly (`cdk.out`): its stacks, those of nested stages, and nested stacks. */
export function readAssembly(
  directory: string,
  parameters: Readonly<Record<string, Json>>,
  within: readonly string[] = [],
): readonly StackInput[] {
  const file = join(directory, 'manifest.json');
  const here = resolve(directory);
  if (within.includes(here)) throw new UnreadableError(`${file}: an assembly that contains itself`);
  const manifest = parseJson(file, slurp(file));
  const artifacts = isObject(manifest) ? manifest['artifacts'] : undefined;
  if (!isObject(artifacts)) throw new UnreadableError(`${file}: not a cloud assembly: it has no artifacts`);
  return Object.entries(artifacts).flatMap(([id, artifact]) => {
    if (!isObject(artifact)) return [];
    const properties = isObject(artifact['properties']) ? artifact['properties'] : {};
    const named = (property: string): string => {
      const value = properties[property];
      if (typeof value === 'string') return join(directory, value);
      throw new UnreadableError(`${file}: artifact ${id}: got no ${property}, takes a path within the assembly`);
    };
    if (artifact['type'] === 'cdk:cloud-assembly')
      return readAssembly(named('directoryName'), parameters, [...within, here]);
    if (artifact['type'] !== 'aws:cloudformation:stack') return [];
    const stack = readStack(named('templateFile'), {
      name: typeof properties['stackName'] === 'string' ? properties['stackName'] : id,
      parameters: { ...(isObject(properties['parameters']) ? properties['parameters'] : {}), ...parameters },
      ...environment(artifact['environment']),
    });
    return [stack, ...nestedStacks(directory, stack)];
  });
}

/** `aws://123456789012/eu-west-1`; the words `unknown-account` and `unknown-region` stand for what is left open. */
function environment(value: Json | undefined): Pick<StackInput, 'account' | 'region'> {
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(typeof value === 'string' ? value : '') ?? [];
  return {
    ...(account === undefined || account === 'unknown-account' ? {} : { account }),
    ...(region === undefined || region === 'unknown-region' ? {} : { region }),
  };
}

export function readStack(
  file: string,
  about: Pick<StackInput, 'name' | 'parameters' | 'account' | 'region' | 'parent'>,
): StackInput {
  const { template, source } = readTemplate(file);
  try {
    return { ...about, source, ...expandSam(template) };
  } catch (error) {
    if (error instanceof RangeError) throw new UnreadableError(`${file}: nested deeper than can be followed`);
    throw error;
  }
}

/** CDK leaves a nested stack's template beside its parent's and says where in the resource's metadata. */
export function nestedStacks(directory: string, parent: StackInput): readonly StackInput[] {
  const found: StackInput[] = [];
  collectNested(directory, parent, [resolve(parent.source.file)], found);
  return found;
}

function collectNested(directory: string, parent: StackInput, within: readonly string[], found: StackInput[]): void {
  for (const [logicalId, resource] of Object.entries(parent.template.Resources)) {
    if (resource.Type !== 'AWS::CloudFormation::Stack') continue;
    const path = resource.Metadata?.['aws:asset:path'] ?? resource.Properties?.['TemplateURL'];
    const file = childFile(directory, parent, path);
    if (file === undefined) continue;
    if (within.includes(resolve(file)))
      throw new UnreadableError(`${parent.source.file}: Resources.${logicalId}: a stack that is nested in itself`);
    if (found.length >= mostNested)
      throw new UnreadableError(`${parent.source.file}: more than ${mostNested} nested stacks`);
    const child = readStack(file, {
      name: `${parent.name}/${logicalId}`,
      parameters: {},
      parent: { stack: parent.name, logicalId },
      ...(parent.account === undefined ? {} : { account: parent.account }),
      ...(parent.region === undefined ? {} : { region: parent.region }),
    });
    found.push(child);
    collectNested(dirname(file), child, [...within, resolve(file)], found);
  }
}

function childFile(directory: string, parent: StackInput, path: Json | undefined): string | undefined {
  if (typeof path !== 'string' || path === '' || /^[a-z0-9]+:\/\//i.test(path)) return undefined;
  const candidates = [join(directory, path), join(dirname(parent.source.file), path)];
  return candidates.find(file => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}
