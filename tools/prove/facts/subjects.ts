import type { Json } from '../json';
import { at, objects, text } from '../graph/lookups';
import { mentions, target } from '../marks';
import type { Model, Resource } from '../model';
import type { Watched } from './alarms';
import { oncePer } from './once-per';

/** What a metric is of: the resource its dimensions name, by reference or by the name it was given. */
export type Subject =
  | { readonly resource: Resource }
  /** Named in a way under which nothing is published: an id for a name, an ARN for an id. */
  | { readonly wrong: string }
  /** Named, and in none of the templates. */
  | { readonly absent: string };

interface Kind {
  readonly dimension: string;
  readonly types: readonly string[];
  /** Property that holds the published name; absent: what `Ref` gives is published. */
  readonly property?: string;
  /** Attribute that gives it too. */
  readonly attribute?: string;
}

const kinds: Readonly<Record<string, readonly Kind[]>> = {
  'AWS/ApiGateway': [
    { dimension: 'ApiId', types: ['AWS::ApiGatewayV2::Api'] },
    { dimension: 'ApiName', types: ['AWS::ApiGateway::RestApi'], property: 'Name' },
  ],
  'AWS/CloudFront': [
    { dimension: 'DistributionId', types: ['AWS::CloudFront::Distribution'], attribute: 'Id' },
    { dimension: 'FunctionName', types: ['AWS::CloudFront::Function'], property: 'Name' },
  ],
  'AWS/Lambda': [{ dimension: 'FunctionName', types: ['AWS::Lambda::Function'], property: 'FunctionName' }],
  'AWS/Cognito': [{ dimension: 'UserPoolClient', types: ['AWS::Cognito::UserPoolClient'], attribute: 'ClientId' }],
  'AWS/DynamoDB': [
    { dimension: 'TableName', types: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'], property: 'TableName' },
  ],
  'AWS/SNS': [{ dimension: 'TopicName', types: ['AWS::SNS::Topic'], property: 'TopicName', attribute: 'TopicName' }],
  'AWS/CertificateManager': [
    {
      dimension: 'CertificateArn',
      types: ['AWS::CertificateManager::Certificate', 'Custom::OriginHopLeaf'],
    },
  ],
};

/** `Ref` gives something else than the published name. */
const refIsNoName = new Set(['AWS::ApiGateway::RestApi', 'AWS::SNS::Topic', 'AWS::CloudFront::Function']);

/** Undefined: the metric is of the account, or of nothing this proof follows. */
export function subjectOf(model: Model, { namespace = '', dimensions }: Watched): Subject | undefined {
  if (namespace === 'AWS/WAFV2') return webAclSubject(model, dimensions.get('WebACL'));
  const kind = (kinds[namespace] ?? []).find(({ dimension }) => dimensions.has(dimension));
  if (kind === undefined) return undefined;
  const value = dimensions.get(kind.dimension) ?? '';
  const referred = target(model, value);
  if (referred === undefined) return byName(model, kind, value);
  // Any custom resource may stand for a certificate; what it publishes as is its own affair.
  if (
    !kind.types.includes(referred.type) &&
    !(namespace === 'AWS/CertificateManager' && referred.type.startsWith('Custom::'))
  )
    return { wrong: `${kind.dimension} names ${referred.logicalId}, a ${referred.type}` };
  return isPublished(kind, referred, value)
    ? { resource: referred }
    : { wrong: `${kind.dimension} takes ${kind.property ?? 'the id'}, and this is something else` };
}

/** Whether a reference gives what the metric is published under. */
function isPublished({ attribute }: Kind, { type, stack, logicalId }: Resource, value: Json): boolean {
  if (value === `⟦${stack.name}/${logicalId}⟧`) return !refIsNoName.has(type);
  return type.startsWith('Custom::') || value === `⟦${stack.name}/${logicalId}.${attribute ?? ''}⟧`;
}

function byName(model: Model, { dimension, types, property }: Kind, value: Json): Subject {
  const name = text(value) ?? '';
  const named = property === undefined ? undefined : namesOf(model).get(`${types[0] ?? ''} ${name}`);
  if (named !== undefined) return { resource: named };
  return name === '' ? { wrong: `${dimension} is empty` } : { absent: name };
}

const namesOf = oncePer((model: Model): ReadonlyMap<string, Resource> => {
  const found = new Map<string, Resource>();
  for (const { types, property } of Object.values(kinds).flat())
    for (const resource of model.ofType(...types)) {
      const written = model.properties(resource);
      // A REST API made from an OpenAPI document may have its name from there.
      const name = property === undefined ? undefined : text(written[property] ?? at(written['Body'], 'info.title'));
      if (name !== undefined) found.set(`${types[0] ?? ''} ${name}`, resource);
    }
  return found;
});

/** WAF publishes under the metric name of the web ACL, whatever its own name is. */
function webAclSubject(model: Model, value: Json | undefined): Subject | undefined {
  if (value === undefined) return undefined;
  const name = text(value) ?? '';
  const [mentioned] = mentions(model, value);
  if (mentioned !== undefined)
    return { wrong: `WebACL takes a metric name, and this is a reference to ${mentioned.logicalId}` };
  const found = aclsByMetric(model).get(name);
  if (found !== undefined) return { resource: found };
  return name === '' ? { wrong: 'WebACL is empty' } : { absent: name };
}

const aclsByMetric = oncePer(
  (model: Model): ReadonlyMap<string, Resource> =>
    new Map(
      model.ofType('AWS::WAFv2::WebACL').flatMap(acl => {
        const name = text(at(model.properties(acl), 'VisibilityConfig.MetricName'));
        return name === undefined ? [] : [[name, acl] as const];
      }),
    ),
);

/** The rule of a web ACL that publishes under a metric name, with what is said of its visibility. */
export const ruleByMetric = (model: Model, acl: Resource, name: string): Readonly<Record<string, Json>> | undefined =>
  objects(model.properties(acl)['Rules']).find(rule => at(rule, 'VisibilityConfig.MetricName') === name);
