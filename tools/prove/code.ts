import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Resource } from './model';
import { isRecord, own } from './values';

/** A line of the CDK app. */
export interface CodeLine {
  readonly file: string;
  readonly line: number;
}

/** Where a resource comes from in its CDK app, as far as the assembly beside its template says. */
export interface Origin {
  readonly constructPath?: string;
  readonly code?: CodeLine;
}

/** Finds the construct that made a resource, and the line of the app that made the construct. */
export function origins(): (resource: Resource) => Origin {
  const assemblies = new Map<string, ReadonlyMap<string, Origin>>();
  return ({ stack, logicalId, constructPath }) => {
    const { file } = stack.source;
    if (file === '') return constructPath === undefined ? {} : { constructPath };
    const directory = dirname(file);
    let known = assemblies.get(directory);
    if (known === undefined) assemblies.set(directory, (known = readTraces(directory)));
    // A template names its constructs only where the CLI asked for it; the manifest knows them by logical id.
    if (constructPath === undefined) return known.get(`${basename(file)}\n${logicalId}`) ?? {};
    return known.get(constructPath) ?? { constructPath };
  };
}

function readTraces(directory: string): ReadonlyMap<string, Origin> {
  const artifacts = readObject(join(directory, 'manifest.json'))['artifacts'];
  const found = new Map<string, Origin>();
  for (const artifact of Object.values(isRecord(artifacts) ? artifacts : {})) {
    if (!isRecord(artifact)) continue;
    const template = own(artifact['properties'], 'templateFile');
    const file = artifact['additionalMetadataFile'];
    // Today's metadata stands in a file of its own; before, it stood in the manifest.
    for (const metadata of [artifact['metadata'], typeof file === 'string' ? readObject(join(directory, file)) : {}])
      for (const [path, written] of Object.entries(isRecord(metadata) ? metadata : {})) {
        const entries = Array.isArray(written) ? written.filter(isRecord) : [];
        const code = firstOwnLine(entries);
        const origin: Origin = { constructPath: path.replace(/^\//, ''), ...(code === undefined ? {} : { code }) };
        found.set(path.replace(/^\//, ''), origin);
        const logicalId = entries.find(({ type }) => type === 'aws:cdk:logicalId')?.['data'];
        if (typeof logicalId === 'string' && typeof template === 'string')
          found.set(`${template}\n${logicalId}`, origin);
      }
  }
  return found;
}

/** Whatever it holds: a trace is a courtesy, and its absence no reason to stop. */
function readObject(file: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

/** The first frame that is not a library's: `addRoute (/app/lib/routes.ts:43:3)`. */
function firstOwnLine(entries: readonly Readonly<Record<string, unknown>>[]): CodeLine | undefined {
  for (const entry of entries) {
    const trace = entry['type'] === 'aws:cdk:creationStack' ? entry['data'] : entry['trace'];
    for (const frame of Array.isArray(trace) ? (trace as readonly unknown[]) : []) {
      const [, file, line] = /\(?((?:\/|[A-Za-z]:[\\/])[^()]*?):(\d+):\d+\)?$/.exec(String(frame)) ?? [];
      if (file !== undefined && !/[\\/]node_modules[\\/]/.test(file)) return { file, line: Number(line) };
    }
  }
  return undefined;
}
