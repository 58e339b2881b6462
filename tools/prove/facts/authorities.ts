import type { Json } from '../json';
import { mentions, target } from '../marks';
import type { Model, Resource } from '../model';
import { list, text } from '../graph/lookups';
import { oncePer } from './once-per';

/** The certificate authorities behind a value: what a truststore holds, or what signs a certificate. */
export interface Authorities {
  /** Signing keys by alias (or the private CA by its place), each with the custom resources that name it. */
  readonly keys: ReadonlyMap<string, readonly Resource[]>;
  /** Objects read into it that nothing in the templates writes: whose certificates they hold cannot be seen. */
  readonly unseen: readonly string[];
  /** Every custom resource on the way: what its function may do decides what is trusted. */
  readonly makers: readonly Resource[];
}

/**
 * A custom resource makes a certificate or a truststore from what its properties name: a key's alias, other resources, and
 * objects that other custom resources wrote into the same bucket. A truststore and a certificate that lead to the same
 * alias belong together.
 */
export function authorities(model: Model, value: Json | undefined): Authorities {
  const keys = new Map<string, Resource[]>();
  const unseen: string[] = [];
  const seen = new Set<Resource>();
  const note = (key: string, by: Resource): void => {
    const named = keys.get(key);
    if (named === undefined) keys.set(key, [by]);
    else named.push(by);
  };
  const visit = (resource: Resource, from: Resource): void => {
    const properties = model.properties(resource);
    const alias = resource.type === 'AWS::KMS::Alias' ? text(properties['AliasName']) : undefined;
    if (alias !== undefined) note(alias, from);
    if (resource.type === 'AWS::ACMPCA::CertificateAuthority') note(resource.key, from);
    if (seen.has(resource)) return;
    seen.add(resource);
    if (resource.type === 'AWS::CertificateManager::Certificate')
      for (const next of mentions(model, properties['CertificateAuthorityArn'])) visit(next, resource);
    if (!isCustom(resource)) return;
    for (const [name, written] of Object.entries(properties)) {
      if (name === 'ServiceToken') continue;
      for (const item of typeof written === 'string' ? [written] : list(written))
        if (typeof item === 'string' && item.startsWith('alias/')) note(item, resource);
      for (const next of mentions(model, written)) visit(next, resource);
    }
    for (const object of objectsReadBy(properties)) {
      const writer = writersIn(model).get(place(model, properties['Bucket'], object));
      if (writer === undefined) unseen.push(object);
      else if (writer !== resource) visit(writer, resource);
    }
  };
  for (const resource of mentions(model, value)) visit(resource, resource);
  return { keys, unseen, makers: [...seen].filter(isCustom) };
}

const isCustom = ({ type }: Resource): boolean =>
  type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

/** What looks like a certificate's object key, and is not where the resource itself writes. */
const objectsReadBy = (properties: Readonly<Record<string, Json>>): readonly string[] =>
  Object.entries(properties)
    .filter(([name]) => name !== 'ObjectKey')
    .flatMap(([, written]) => (typeof written === 'string' ? [written] : list(written)))
    .filter((item): item is string => typeof item === 'string' && /\.(?:pem|crt|cer)$/i.test(item));

const writersIn = oncePer((model: Model) => {
  const writers = new Map<string, Resource>();
  for (const resource of model.resources.values()) {
    if (!isCustom(resource)) continue;
    const { Bucket, ObjectKey } = model.properties(resource);
    if (typeof ObjectKey === 'string') writers.set(place(model, Bucket, ObjectKey), resource);
  }
  return writers;
});

const place = (model: Model, bucket: Json | undefined, object: string): string =>
  `${target(model, bucket)?.key ?? text(bucket) ?? ''} ${object}`;

/** Whether two custom resources are made by the same function of the same type: generations of one authority. */
export function sameMaker(model: Model, one: Resource, other: Resource): boolean {
  const [first, second] = [one, other].map(resource => text(model.properties(resource)['ServiceToken']));
  return one.type === other.type && first !== undefined && first === second;
}
