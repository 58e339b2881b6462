import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  AssetManifestArtifact,
  CloudAssembly,
  CloudFormationStackArtifact,
  NestedCloudAssemblyArtifact,
  UNKNOWN_REGION,
} from 'aws-cdk-lib/cx-api';
import { accountId, conditionHolds } from './conditions';
import { LocalError, type Assembly, type Placed, type Stack, type Template, type Upload } from './types';

/** The Region of a template that names none; the same one the CLI falls back to. */
const placeholderRegion = 'us-east-1';

/** Reads a synthesized cloud assembly. Throws LocalError where there is none, or none this library can read. */
export function readAssembly(directory: string): Assembly {
  let root: CloudAssembly;
  try {
    // Functions run in the folders of their code, from where a relative path leads elsewhere.
    root = new CloudAssembly(resolve(directory));
  } catch (error) {
    throw new LocalError(
      `${directory}: no cloud assembly that can be read here (${firstLine(error)}); run npx cdk synth first`,
      { cause: error },
    );
  }
  const stacks = stacksIn(root);
  if (stacks.length === 0) throw new LocalError(`${directory}: the cloud assembly holds no stack`);
  return assemblyOf(directory, stacks);
}

/** An assembly made of stacks in deployment order. */
export function assemblyOf(directory: string, stacks: readonly Stack[], unedited?: Assembly): Assembly {
  const assembly: Assembly = {
    directory,
    stacks,
    ofType: type => stacks.flatMap(stack => placed(stack).filter(resource => resource.type === type)),
    edited(edit) {
      const copies = stacks.map(stack => ({ ...stack, template: structuredClone(stack.template) }));
      edit(copies);
      return assemblyOf(directory, copies, assembly.unedited);
    },
    get unedited() {
      return unedited ?? assembly;
    },
  };
  return assembly;
}

/** The resources of a stack that CloudFormation would make: those whose condition holds. */
export function placed(stack: Stack): Placed[] {
  return Object.entries(stack.template.Resources)
    .filter(([, { Condition }]) => Condition === undefined || conditionHolds(stack, Condition))
    .map(([logicalId, { Type, Properties }]) => ({ stack, logicalId, type: Type, properties: Properties ?? {} }));
}

/** `stack/LogicalId`: how a resource is named to people, and its key in maps. */
export const keyOf = (resource: Pick<Placed, 'stack' | 'logicalId'>): string =>
  `${resource.stack.name}/${resource.logicalId}`;

/** cx-api sorts the artifacts of an assembly topologically, so walking them gives the order of deployment. */
function stacksIn(assembly: CloudAssembly): Stack[] {
  return assembly.artifacts.flatMap(artifact => {
    if (NestedCloudAssemblyArtifact.isNestedCloudAssemblyArtifact(artifact)) return stacksIn(artifact.nestedAssembly);
    return CloudFormationStackArtifact.isCloudFormationStackArtifact(artifact) ? [stackOf(artifact)] : [];
  });
}

function stackOf(artifact: CloudFormationStackArtifact): Stack {
  const { region } = artifact.environment;
  let paths: ReadonlyMap<string, string> | undefined;
  return {
    name: artifact.stackName,
    region: region === UNKNOWN_REGION ? placeholderRegion : region,
    template: templateOf(artifact),
    uploads: () => uploadsOf(artifact, region === UNKNOWN_REGION ? placeholderRegion : region),
    asset(key) {
      paths ??= assetPaths(artifact);
      const path = paths.get(key);
      if (path === undefined)
        throw new LocalError(`${artifact.stackName}: got asset ${key}, which no asset manifest of the stack lists`);
      return path;
    },
  };
}

function templateOf(artifact: CloudFormationStackArtifact): Template {
  const template = readJson(artifact.templateFullPath) as Partial<Template>;
  return { ...template, Resources: template.Resources ?? {} };
}

interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        source: { path?: string; packaging?: string; executable?: unknown };
        destinations: Record<string, { objectKey: string; bucketName?: string }>;
      }
    >
  >;
}

/** Where the CLI would take each object from before it uploads it under its key. */
function assetPaths(artifact: CloudFormationStackArtifact): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const manifest of artifact.dependencies) {
    if (!AssetManifestArtifact.isAssetManifestArtifact(manifest)) continue;
    const { files = {} } = readJson(manifest.file) as AssetManifest;
    for (const { source, destinations } of Object.values(files))
      for (const { objectKey } of Object.values(destinations))
        if (source.path !== undefined) paths.set(objectKey, join(manifest.assembly.directory, source.path));
  }
  return paths;
}

/** The placeholders in bucket names are the bootstrap stack's. */
function uploadsOf(artifact: CloudFormationStackArtifact, region: string): Upload[] {
  return artifact.dependencies.filter(AssetManifestArtifact.isAssetManifestArtifact).flatMap(manifest => {
    const { files = {} } = readJson(manifest.file) as AssetManifest;
    return Object.values(files).flatMap(({ source, destinations }) =>
      source.path === undefined || source.packaging !== 'file' || source.path.endsWith('.template.json')
        ? []
        : Object.values(destinations).map(({ objectKey, bucketName = '' }) => ({
            bucket: bucketName.replaceAll('${AWS::AccountId}', accountId).replaceAll('${AWS::Region}', region),
            key: objectKey,
            path: join(manifest.assembly.directory, source.path ?? ''),
          })),
    );
  });
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new LocalError(`${file}: cannot be read (${firstLine(error)}); run npx cdk synth again`, { cause: error });
  }
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
