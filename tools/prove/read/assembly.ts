import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Json } from '../json';
import { isObject, type StackInput } from '../model';
import { UnreadableError } from './error';
import { expandSam } from './sam/expand';
import { parseJson, readTemplate, slurp } from './template';

/** Reads a cloud assembly (`cdk.out`): its stacks, those of nested stages, and nested stacks. */
export function readAssembly(directory: string, parameters: Readonly<Record<string, Json>>): readonly StackInput[] {
  const file = join(directory, 'manifest.json');
  const manifest = parseJson(file, slurp(file));
  const artifacts = isObject(manifest) ? manifest['artifacts'] : undefined;
  if (!isObject(artifacts)) throw new UnreadableError(`${file}: not a cloud assembly: it has no artifacts`);
  return Object.entries(artifacts).flatMap(([id, artifact]) => {
    if (!isObject(artifact)) return [];
    const properties = isObject(artifact['properties']) ? artifact['properties'] : {};
    if (artifact['type'] === 'cdk:cloud-assembly')
      return readAssembly(join(directory, String(properties['directoryName'])), parameters);
    if (artifact['type'] !== 'aws:cloudformation:stack') return [];
    const stack = readStack(join(directory, String(properties['templateFile'])), {
      name: String(properties['stackName'] ?? id),
      parameters: { ...(isObject(properties['parameters']) ? properties['parameters'] : {}), ...parameters },
      ...environment(artifact['environment']),
    });
    return [stack, ...nestedStacks(directory, stack)];
  });
}

/** `aws://123456789012/eu-west-1`; the words `unknown-account` and `unknown-region` stand for what is left open. */
function environment(value: Json | undefined): Pick<StackInput, 'account' | 'region'> {
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(String(value)) ?? [];
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
  return { ...about, source, ...expandSam(template) };
}

/** CDK leaves a nested stack's template beside its parent's and says where in the resource's metadata. */
export function nestedStacks(directory: string, parent: StackInput): readonly StackInput[] {
  return Object.entries(parent.template.Resources).flatMap(([logicalId, resource]) => {
    if (resource.Type !== 'AWS::CloudFormation::Stack') return [];
    const file = childFile(
      directory,
      parent,
      resource.Metadata?.['aws:asset:path'] ?? resource.Properties?.['TemplateURL'],
    );
    if (file === undefined) return [];
    const child = readStack(file, {
      name: `${parent.name}/${logicalId}`,
      parameters: {},
      parent: { stack: parent.name, logicalId },
      ...(parent.account === undefined ? {} : { account: parent.account }),
      ...(parent.region === undefined ? {} : { region: parent.region }),
    });
    return [child, ...nestedStacks(dirname(file), child)];
  });
}

function childFile(directory: string, parent: StackInput, path: Json | undefined): string | undefined {
  if (typeof path !== 'string' || /^[a-z0-9]+:\/\//i.test(path)) return undefined;
  return [join(directory, path), join(dirname(parent.source.file), path)].find(file => existsSync(file));
}
