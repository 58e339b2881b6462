import type { Json } from '../json';
import { accessLogOf } from '../facts/access-logs';
import { differ, standsIn } from '../facts/regions';
import { at, objects, text } from '../graph/lookups';
import type { LoadBalancerHop, Path, Stage } from '../graph/types';
import { mentions, unknownIn } from '../marks';
import type { Resource } from '../model';
import { missing, stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';
import { asText } from '../values';

/** The stage writes who asked for what and what they got. */
export const watchAccessLog: Rule = {
  id: 'watch/access-log',
  layer: 'watch',
  reason: 'An attack that nobody can look up afterwards did not happen, as far as anybody can tell.',
  fix: 'Set AccessLogSettings (HTTP API) or AccessLogSetting (REST API) on the stage: a log group of its own, and a Format with requestId, routeKey or resourcePath, and status.',
  check(path, context) {
    const balancer = path.hops.find((hop): hop is LoadBalancerHop => hop.kind === 'load-balancer');
    if (balancer !== undefined) return [ofBalancer(balancer.where.resource, context)];
    // Function URLs write no log of their own: the function does, and the distribution before it.
    if (path.api.kind === 'function-url') return [];
    const { stage } = path;
    if (stage === undefined) return [missing(path.api.where, 'there is no stage that could write an access log')];
    return [ofStage(stage, path, context)];
  },
};

function ofStage(stage: Stage, { api }: Path, context: Context): Verdict {
  const { resource } = stage.where;
  const log = accessLogOf(stage);
  const base = resource.type === 'AWS::ApiGateway::Deployment' ? 'StageDescription.' : '';
  const property = `${base}${log?.property ?? (api.kind === 'http' ? 'AccessLogSettings' : 'AccessLogSetting')}`;
  if (log?.destination === undefined || log.destination === '')
    return missing({ resource, property }, `stage ${stage.name} writes no access log`);
  const where = { resource, property: `${property}.DestinationArn` };
  const reason = unknownIn(log.destination) ?? unknownIn(log.format);
  if (reason !== undefined) return unproven(where, reason);
  const lacks = lacking(log.format);
  if (lacks !== undefined) return weak({ resource, property: `${property}.Format` }, lacks);
  return destination(where, log.destination, resource, context);
}

function destination(where: Verdict['where'], arn: Json, stage: Resource, context: Context): Verdict {
  const [group] = mentions(context.model, arn);
  if (group === undefined)
    return /^arn:[^:]*:(?:logs|firehose):/.test(asText(arn))
      ? stands(where, asText(arn))
      : weak(where, `${asText(arn)} is neither a log group nor a stream`);
  if (!/^AWS::(?:Logs::LogGroup|KinesisFirehose::DeliveryStream)$/.test(group.type))
    return weak(where, `${group.logicalId} is neither a log group nor a stream`);
  return differ(standsIn(group, context), standsIn(stage, context))
    ? weak(where, `${group.logicalId} is in another Region`)
    : stands(where, `log group ${group.logicalId}`);
}

const wanted: readonly (readonly [what: string, variable: RegExp])[] = [
  ['which request (requestId)', /\$context\.(?:extendedR|r)equestId\b/],
  ['what for (routeKey, resourcePath or path)', /\$context\.(?:routeKey|resourcePath|path)\b/],
  ['with what result (status)', /\$context\.status\b/],
];

function lacking(format: Json | undefined): string | undefined {
  const written = text(format) ?? '';
  const lacks = wanted.filter(([, variable]) => !variable.test(written)).map(([what]) => what);
  return lacks.length === 0 ? undefined : `the format does not say ${lacks.join(', ')}`;
}

function ofBalancer(balancer: Resource, { properties }: Context): Verdict {
  const attributes = properties(balancer)['LoadBalancerAttributes'];
  const where = { resource: balancer, property: 'LoadBalancerAttributes' };
  const reason = unknownIn(attributes);
  if (reason !== undefined) return unproven(where, reason);
  const on = objects(attributes).find(attribute => at(attribute, 'Key') === 'access_logs.s3.enabled');
  return asText(on?.['Value']) === 'true'
    ? stands(where, 'access logs in S3')
    : missing(where, 'the load balancer writes no access log (access_logs.s3.enabled)');
}
