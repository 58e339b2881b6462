import type { Json } from './json';
import { mentions, target } from './marks';
import { isObject, type Model, type Resource } from './model';
import { at, list, text } from './graph/lookups';
import type { DomainHop, Path } from './graph/types';
import { stands, unproven, type Context, type Verdict } from './rule';

/**
 * A path straight to the API's custom domain is closed when that domain asks for a client certificate that only the edge
 * has: its truststore holds the CA that signs the distribution's origin certificate, and no other.
 */
export function closedTo(path: Path, context: Context): Verdict | undefined {
  const [hop, ...behind] = path.hops;
  if (hop?.kind !== 'domain' || behind.length > 0) return undefined;
  const certificates = edgeCertificates(hop, context);
  if (certificates.length === 0) return undefined;
  const truststore = at(hop.properties, 'MutualTlsAuthentication.TruststoreUri');
  const where = { resource: hop.where.resource, property: 'MutualTlsAuthentication.TruststoreUri' };
  if (truststore === undefined) return undefined;
  const trusted = authorities(context.model, truststore);
  const signing = new Set(certificates.flatMap(certificate => authorities(context.model, certificate)));
  const foreign = trusted.filter(key => !signing.has(key));
  if (trusted.length > 0 && trusted.some(key => signing.has(key)))
    return foreign.length === 0
      ? stands(
          where,
          `its truststore holds only the CA of the distribution's origin certificate (${trusted.join(', ')})`,
        )
      : stands(
          where,
          `its truststore holds the CA of the distribution's origin certificate and ${foreign.join(', ')} (a rotation under way)`,
        );
  return unproven(where, "cannot see that the truststore holds only the CA of the distribution's origin certificate");
}

/** The client certificates with which distributions reach this domain. */
function edgeCertificates(hop: DomainHop, { graph }: Context): readonly Json[] {
  return graph.paths.flatMap(({ hops: [front, next] }) => {
    if (front?.kind !== 'cloudfront' || next?.kind !== 'domain' || next.where.resource !== hop.where.resource)
      return [];
    const arn = at(front.origin, 'CustomOriginConfig.OriginMtlsConfig.ClientCertificateArn');
    return arn === undefined ? [] : [arn];
  });
}

/**
 * The signing keys behind a value, by alias: what the resources it comes from name, and what wrote the objects they read.
 * A truststore and a certificate that lead to the same alias belong together.
 */
export function authorities(model: Model, value: Json): readonly string[] {
  const keys = new Set<string>();
  const seen = new Set<Resource>();
  const visit = (resource: Resource): void => {
    if (seen.has(resource)) return;
    seen.add(resource);
    const properties = model.properties(resource);
    if (resource.type === 'AWS::KMS::Alias') {
      const alias = text(properties['AliasName']);
      if (alias !== undefined) keys.add(alias);
      return;
    }
    if (!resource.type.startsWith('Custom::') && resource.type !== 'AWS::CloudFormation::CustomResource') return;
    const own = Object.entries(properties).filter(([name]) => name !== 'ServiceToken');
    for (const [, written] of own) {
      if (typeof written === 'string' && written.startsWith('alias/')) keys.add(written);
      for (const next of mentions(model, written)) visit(next);
    }
    for (const writer of writersOf(model, properties)) visit(writer);
  };
  for (const resource of mentions(model, value)) visit(resource);
  return [...keys].sort();
}

/** The custom resources that put the objects this one reads into the bucket both name. */
function writersOf(model: Model, reader: Readonly<Record<string, Json>>): readonly Resource[] {
  const bucket = target(model, reader['Bucket']);
  if (bucket === undefined) return [];
  const read = new Set(Object.values(reader).flatMap(value => (typeof value === 'string' ? [value] : list(value))));
  return [...model.resources.values()].filter(writer => {
    if (!writer.type.startsWith('Custom::')) return false;
    const properties = model.properties(writer);
    const key = properties['ObjectKey'];
    return (
      isObject(properties) &&
      properties !== reader &&
      key !== undefined &&
      target(model, properties['Bucket']) === bucket &&
      read.has(key)
    );
  });
}
