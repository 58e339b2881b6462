import { createHash } from 'node:crypto';
import { accountId } from '../conditions';
import type { Live, Placed, Provider } from '../types';

/**
 * Resources that other resources only name: nothing runs for them here (or another part runs it), so what counts is that
 * Ref and the attributes look as AWS's would. One line a type.
 */

interface Named {
  readonly stack: Placed['stack'];
  readonly logicalId: string;
  /** The resource's properties, resolved. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** A property as text, or a name made of stack and logical id as CloudFormation makes one. */
  readonly name: (property: string) => string;
  /** An opaque identifier, the same in every run. */
  readonly id: (length: number) => string;
  readonly arn: (service: string, resource: string, region?: string) => string;
}

const names: Readonly<Record<string, (named: Named) => Live>> = {
  'AWS::ApiGateway::Authorizer': ({ id }) => ({ ref: id(6), attributes: { AuthorizerId: id(6) } }),
  'AWS::ApiGateway::Deployment': ({ id }) => ({ ref: id(6), attributes: { DeploymentId: id(6) } }),
  'AWS::ApiGateway::DomainName': ({ name, id, stack, arn }) => {
    const domain = name('DomainName');
    return {
      ref: domain,
      attributes: {
        RegionalDomainName: `d-${id(10)}.execute-api.${stack.region}.amazonaws.com`,
        RegionalHostedZoneId: `Z${id(13).toUpperCase()}`,
        DomainNameArn: arn('apigateway', `/domainnames/${domain}`),
      },
    };
  },
  'AWS::ApiGateway::Model': ({ name }) => ({ ref: name('Name'), attributes: {} }),
  'AWS::ApiGateway::RequestValidator': ({ id }) => ({ ref: id(6), attributes: { RequestValidatorId: id(6) } }),
  'AWS::ApiGateway::Resource': ({ id }) => ({ ref: id(6), attributes: { ResourceId: id(6) } }),
  'AWS::ApiGateway::RestApi': ({ id }) => {
    const api = id(10);
    return { ref: api, attributes: { RestApiId: api, RootResourceId: id(12).slice(2) } };
  },
  'AWS::ApiGateway::Stage': ({ name }) => ({ ref: name('StageName'), attributes: {} }),
  'AWS::ApiGatewayV2::Api': ({ id, stack }) => {
    const api = id(10);
    const endpoint = `https://${api}.execute-api.${stack.region}.amazonaws.com`;
    return { ref: api, attributes: { ApiId: api, ApiEndpoint: endpoint } };
  },
  'AWS::ApiGatewayV2::Authorizer': ({ id }) => ({ ref: id(6), attributes: { AuthorizerId: id(6) } }),
  'AWS::ApiGatewayV2::DomainName': ({ name, id, stack, arn }) => {
    const domain = name('DomainName');
    return {
      ref: domain,
      attributes: {
        RegionalDomainName: `d-${id(10)}.execute-api.${stack.region}.amazonaws.com`,
        RegionalHostedZoneId: `Z${id(13).toUpperCase()}`,
        DomainNameArn: arn('apigateway', `/domainnames/${domain}`),
      },
    };
  },
  'AWS::ApiGatewayV2::Integration': ({ id }) => ({ ref: id(7), attributes: { IntegrationId: id(7) } }),
  'AWS::ApiGatewayV2::Route': ({ id }) => ({ ref: id(7), attributes: { RouteId: id(7) } }),
  'AWS::ApiGatewayV2::Stage': ({ name }) => ({ ref: name('StageName'), attributes: {} }),
  'AWS::CloudFront::CachePolicy': ({ id }) => ({ ref: id(36), attributes: { Id: id(36) } }),
  'AWS::CloudFront::Distribution': ({ id, arn }) => {
    const distribution = id(13).toUpperCase();
    return {
      ref: distribution,
      attributes: {
        Id: distribution,
        DomainName: `d${id(13)}.cloudfront.net`,
        Arn: arn('cloudfront', `distribution/${distribution}`, ''),
      },
    };
  },
  'AWS::CloudFront::Function': ({ name, arn }) => {
    const FunctionARN = arn('cloudfront', `function/${name('Name')}`, '');
    return {
      ref: FunctionARN,
      attributes: { FunctionARN, 'FunctionMetadata.FunctionARN': FunctionARN, Stage: 'LIVE' },
    };
  },
  'AWS::CloudFront::ConnectionFunction': ({ id, arn }) => {
    const Id = `cf_${id(27)}`;
    return {
      ref: Id,
      attributes: { Id, ConnectionFunctionArn: arn('cloudfront', `connection-function/${Id}`, ''), Stage: 'LIVE' },
    };
  },
  'AWS::CloudFront::TrustStore': ({ id, arn }) => {
    const Id = `ts_${id(27)}`;
    return { ref: Id, attributes: { Id, Arn: arn('cloudfront', `trust-store/${Id}`, '') } };
  },
  'AWS::CloudFront::OriginRequestPolicy': ({ id }) => ({ ref: id(36), attributes: { Id: id(36) } }),
  'AWS::CloudFront::ResponseHeadersPolicy': ({ id }) => ({ ref: id(36), attributes: { Id: id(36) } }),
  'AWS::Events::Rule': ({ name, arn }) => ({
    ref: name('Name'),
    attributes: { Arn: arn('events', `rule/${name('Name')}`) },
  }),
  'AWS::IAM::Role': ({ name, id, arn }) => {
    const role = name('RoleName');
    return { ref: role, attributes: { Arn: arn('iam', `role/${role}`, ''), RoleId: `AROA${id(17).toUpperCase()}` } };
  },
  'AWS::Lambda::Function': ({ name, arn }) => {
    const function_ = name('FunctionName');
    return { ref: function_, attributes: { Arn: arn('lambda', `function:${function_}`) } };
  },
  'AWS::Logs::LogGroup': ({ name, arn }) => {
    const group = name('LogGroupName');
    return { ref: group, attributes: { Arn: `${arn('logs', `log-group:${group}`)}:*` } };
  },
  'AWS::SNS::Topic': ({ name, arn }) => {
    const TopicArn = arn('sns', name('TopicName'));
    return { ref: TopicArn, attributes: { TopicArn, TopicName: name('TopicName') } };
  },
  'AWS::WAFv2::IPSet': ({ name, id, arn, properties }) => wafIdentity('ipset', name('Name'), id(36), arn, properties),
  'AWS::WAFv2::RegexPatternSet': ({ name, id, arn, properties }) =>
    wafIdentity('regexpatternset', name('Name'), id(36), arn, properties),
  'AWS::WAFv2::WebACL': ({ name, id, arn, properties }) => wafIdentity('webacl', name('Name'), id(36), arn, properties),
};

function wafIdentity(
  kind: string,
  name: string,
  id: string,
  arn: Named['arn'],
  { Scope }: Readonly<Record<string, unknown>>,
): Live {
  const scope = Scope === 'CLOUDFRONT' ? 'global' : 'regional';
  return {
    ref: `${name}|${id}|${String(Scope)}`,
    attributes: { Arn: arn('wafv2', `${scope}/${kind}/${name}/${id}`), Id: id },
  };
}

/** The providers of everything that is only named. */
export const nameProviders: Readonly<Record<string, Provider>> = Object.fromEntries(
  Object.entries(names).map(([type, nameIt]) => [
    type,
    async (resource, world) => nameIt(await named(resource, world)),
  ]),
);

/** For types nobody models: a Ref and an ARN of the right shape. Any other attribute is refused when asked for. */
export const defaultProvider: Provider = async ({ stack, logicalId, type }) => {
  const [, service = 'unknown'] = type.split('::');
  const ref = `${stack.name}-${logicalId}`;
  return { ref, attributes: { Arn: `arn:aws:${service.toLowerCase()}:${stack.region}:${accountId}:${ref}` } };
};

/** Only the properties that can name a resource are resolved: the others may lead round in a circle. */
const nameProperties = /^(?:.*Name|Scope)$/;

async function named(resource: Placed, world: Parameters<Provider>[1]): Promise<Named> {
  const { stack, logicalId } = resource;
  const own = Object.entries(resource.properties).filter(([property]) => nameProperties.test(property));
  const properties = (await world.resolve(stack, Object.fromEntries(own))) as Named['properties'];
  return {
    stack,
    logicalId,
    properties,
    name: property => (typeof properties[property] === 'string' ? properties[property] : `${stack.name}-${logicalId}`),
    id: length => stableId(`${stack.name}/${logicalId}`, length),
    arn: (service, resource, region = stack.region) => `arn:aws:${service}:${region}:${accountId}:${resource}`,
  };
}

/** Opaque as AWS's identifiers are, and stable from run to run, so that what was pasted somewhere still works. */
export function stableId(seed: string, length: number): string {
  const digest = createHash('sha256').update(seed).digest('hex');
  if (length === 36) return uuid(digest);
  return BigInt(`0x${digest}`).toString(36).slice(0, length);
}

/** A UUID (version 4 in form) made of a SHA-256 digest in hex. */
const uuid = (digest: string): string => digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
