import type { Json } from './json';
import { authorities, sameMaker, type Authorities } from './facts/authorities';
import { grouped, oncePer } from './facts/once-per';
import { at, functionOf, text } from './graph/lookups';
import type { DomainHop, FunctionUrlHop, Graph, Path, Where } from './graph/types';
import { mentions, target } from './marks';
import type { Model, Resource } from './model';
import { stands, unproven, weak, type Context, type Verdict } from './rule';

/**
 * A path straight to the API, past the distribution before it, is closed when only that distribution can take it: the API's
 * domain asks for a client certificate that only the edge has, or the function URL for a signature that only the edge makes.
 */
export function closedTo(path: Path, context: Context): Verdict | undefined {
  const [hop, ...behind] = path.hops;
  if (behind.length > 0 || hop === undefined) return undefined;
  if (hop.kind === 'domain') return context.once('closed', hop.where.resource, () => domainClosed(hop, context));
  if (hop.kind === 'function-url') return context.once('closed', hop.where.resource, () => urlClosed(hop, context));
  return undefined;
}

/** The truststore of the domain holds the CA that signs the distribution's origin certificate, and no other. */
function domainClosed({ where: { resource }, properties }: DomainHop, { model, graph }: Context): Verdict | undefined {
  const certificates = edgeCertificates(graph).get(resource) ?? [];
  const truststore = at(properties, 'MutualTlsAuthentication.TruststoreUri');
  if (certificates.length === 0 || truststore === undefined) return undefined;
  const where = { resource, property: 'MutualTlsAuthentication.TruststoreUri' };
  const trusted = authorities(model, truststore);
  const signing = certificates.map(({ arn }) => authorities(model, arn));
  const own = [...new Set(signing.flatMap(({ keys }) => [...keys.keys()]))];
  if (!own.some(key => trusted.keys.has(key)))
    return unproven(where, "cannot see that the truststore holds only the CA of the distribution's origin certificate");
  const [hidden] = trusted.unseen;
  if (hidden !== undefined)
    return unproven(where, `nothing in the templates writes ${hidden}, which the truststore holds`);
  const foreign = [...trusted.keys.keys()].filter(key => !own.includes(key));
  const stranger = foreign.find(key => !isGeneration(model, key, own, trusted));
  if (stranger !== undefined)
    return weak(where, `its truststore also holds ${stranger}, which is no generation of the edge's CA`);
  const also = foreign.length === 0 ? '' : `, and its other generation (${foreign.join(', ')})`;
  return stands(
    where,
    `its truststore holds only the CA of the distribution's origin certificate (${own.join(', ')})${also}`,
  );
}

/** While a CA rotates the truststore holds two: the other one is made as the edge's is, and no device's store trusts it. */
function isGeneration(model: Model, key: string, own: readonly string[], trusted: Authorities): boolean {
  const makers = own.flatMap(known => trusted.keys.get(known) ?? []);
  const others = trusted.keys.get(key) ?? [];
  return others.some(other => makers.some(maker => sameMaker(model, maker, other))) && !deviceKeys(model).has(key);
}

const deviceKeys = oncePer(
  (model: Model) =>
    new Set(
      model
        .ofType('AWS::CloudFront::TrustStore')
        .flatMap(store => [
          ...authorities(model, model.properties(store)['CaCertificatesBundleSource'] ?? null).keys.keys(),
        ]),
    ),
);

/** The client certificates that distributions show, by the domain they show them to. */
const edgeCertificates = oncePer((graph: Graph) => {
  const shown = new Map<string, { readonly arn: Json; readonly domain: Resource }>();
  for (const {
    hops: [front, next],
  } of graph.paths) {
    if (front?.kind !== 'cloudfront' || next?.kind !== 'domain') continue;
    const arn = at(front.origin, 'CustomOriginConfig.OriginMtlsConfig.ClientCertificateArn');
    const key = `${next.where.resource.key} ${front.where.resource.key} ${front.originPath}`;
    if (arn !== undefined) shown.set(key, { arn, domain: next.where.resource });
  }
  return grouped(shown.values(), ({ domain }) => domain);
});

/** Origin access control: the URL takes signed requests only, and only the distribution before it may sign. */
function urlClosed(
  { where: { resource }, properties }: FunctionUrlHop,
  { model, graph }: Context,
): Verdict | undefined {
  if (properties['AuthType'] !== 'AWS_IAM') return undefined;
  const fronts = signingFronts(model, graph).get(resource) ?? [];
  const fn = functionOf(model, properties['TargetFunctionArn']);
  if (fronts.length === 0 || fn === undefined) return undefined;
  const where: Where = { resource, property: 'AuthType' };
  const callers = urlPermissions(model).get(fn) ?? [];
  const other = callers.find(permission => {
    const { Principal, SourceArn } = model.properties(permission);
    const source = mentions(model, SourceArn);
    return Principal !== 'cloudfront.amazonaws.com' || !fronts.some(front => source.includes(front));
  });
  return other === undefined
    ? stands(where, `it takes requests signed by ${fronts.map(({ logicalId }) => logicalId).join(', ')} only`)
    : weak({ resource: other, property: 'SourceArn' }, 'others than the distribution may call the function URL');
}

const signingFronts = (model: Model, graph: Graph): ReadonlyMap<Resource, readonly Resource[]> => {
  const signs = new Map<Resource, Set<Resource>>();
  for (const {
    hops: [front, next],
  } of frontedUrls(graph)) {
    if (front?.kind !== 'cloudfront' || next === undefined || !signsFor(model, front.origin)) continue;
    const found = signs.get(next.where.resource) ?? new Set();
    signs.set(next.where.resource, found.add(front.where.resource));
  }
  return new Map([...signs].map(([url, fronts]) => [url, [...fronts]]));
};

const frontedUrls = oncePer((graph: Graph) => graph.paths.filter(({ hops }) => hops[1]?.kind === 'function-url'));

/** Whether CloudFront signs what it sends to this origin, whoever asked. */
export function signsFor(model: Model, origin: Readonly<Record<string, Json>>): boolean {
  const control = target(model, origin['OriginAccessControlId']);
  const written = control === undefined ? undefined : model.properties(control)['OriginAccessControlConfig'];
  return text(at(written, 'SigningBehavior')) === 'always';
}

const urlPermissions = oncePer((model: Model) =>
  grouped(
    model.ofType('AWS::Lambda::Permission').filter(permission => {
      const { Action, FunctionUrlAuthType, InvokedViaFunctionUrl } = model.properties(permission);
      return (
        Action === 'lambda:InvokeFunctionUrl' ||
        FunctionUrlAuthType !== undefined ||
        InvokedViaFunctionUrl !== undefined
      );
    }),
    permission => functionOf(model, model.properties(permission)['FunctionName']),
  ),
);
