import type { Context } from '../rule';
import { numberOf, type Watched } from './alarms';
import { detailProblem } from './metric-subject';
import { httpApiMetrics, metricsOf, restApiMetrics, type MetricFacts } from './metrics';
import { publishedBy } from './publishers';
import { differ, regionOf, standsIn } from './regions';
import { subjectOf } from './subjects';

export interface Problem {
  /** Below the alarm's properties; undefined: the alarm as a whole. */
  readonly property: string | undefined;
  readonly status: 'weak' | 'unproven';
  readonly says: string;
}

type Judged = { readonly problem: Problem } | { readonly facts: MetricFacts | undefined };

const bad = (property: string, says: string): Judged => ({ problem: { property, status: 'weak', says } });
const doubt = (says: string): Judged => ({ problem: { property: 'Dimensions', status: 'unproven', says } });

/** Whether anything is published under what an alarm looks at, and what is known of it. */
export function metricProblem(watched: Watched, context: Context): Judged {
  const { namespace = '', name = '', dimensions } = watched;
  if (name === '') return bad('MetricName', 'it names no metric');
  if (namespace === '') return bad('Namespace', 'it names no namespace');
  const table = metricsOf.get(namespace);
  if (table === undefined) return namespace.startsWith('AWS/') ? elsewhere(namespace) : ours(watched, context);
  const rest = namespace === 'AWS/ApiGateway' && dimensions.has('ApiName');
  const http = namespace === 'AWS/ApiGateway' && dimensions.has('ApiId');
  const facts = (rest ? restApiMetrics : http ? httpApiMetrics : table)[name];
  if (facts === undefined)
    return bad(
      'MetricName',
      `${namespace} publishes no ${name}${http ? ' for HTTP APIs' : rest ? ' for REST APIs' : ''}`,
    );
  const names = [...dimensions.keys()].sort();
  if (!facts.dimensions.some(set => set.length === names.length && set.join() === names.join()))
    return bad('Dimensions', `${name} is not published by ${names.join(', ') || 'no dimension'}`);
  if ([...dimensions.values()].includes('')) return bad('Dimensions', 'a dimension is empty');
  return ofSubject(watched, facts, context);
}

/** Namespaces of AWS that this proof has no table of; anything else that begins with AWS/ is a slip. */
const others =
  /^AWS\/(?:ACMPrivateCA|ApplicationELB|AppSync|AutoScaling|Backup|Bedrock|Billing|CertificateManager|CodeBuild|DAX|DDoSProtection|DMS|DocDB|EBS|EC2|ECS|EFS|ElastiCache|ElasticBeanstalk|ELB|ES|Events|Firehose|Glue|IoT|Kafka|Kinesis|KMS|Logs|MediaConvert|NATGateway|Neptune|NetworkELB|NetworkFirewall|Pipes|RDS|Redshift|Route53|S3|SageMaker|Scheduler|SecretsManager|SES|SNS|SQS|SSM-RunCommand|States|StepFunctions|Synthetics|TransitGateway|Usage|VPN|WorkSpaces|X-Ray)$/;

const elsewhere = (namespace: string): Judged =>
  others.test(namespace) ? { facts: undefined } : bad('Namespace', `AWS publishes nothing in ${namespace}`);

function ours({ namespace = '', name = '', dimensions, where }: Watched, { model }: Context): Judged {
  const { by, wrong, unknown, facts } = publishedBy(model, namespace, name, dimensions);
  if (wrong !== undefined) return bad('MetricName', wrong);
  if (unknown !== undefined) return doubt(unknown);
  const away = by.find(source => differ(source.stack.region, where.resource.stack.region));
  return away === undefined ? { facts } : bad('Namespace', `it is published in ${away.stack.region ?? ''}`);
}

function ofSubject(watched: Watched, facts: MetricFacts, context: Context): Judged {
  const subject = subjectOf(context.model, watched);
  if (subject === undefined) return { facts };
  if ('wrong' in subject) return bad('Dimensions', subject.wrong);
  if ('absent' in subject) return doubt(`${subject.absent} is the name of nothing in the templates given`);
  const alarm = watched.where.resource;
  const published = regionOf(subject.resource, context);
  const here = standsIn(alarm, context);
  if (differ(published, here))
    return bad('Dimensions', `its metric is published in ${published ?? ''}, and the alarm stands in ${here ?? ''}`);
  if (published === 'us-east-1' && here === undefined)
    return doubt('its metric is published in us-east-1, and the templates do not say where they go');
  const problem = detailProblem(watched, subject.resource, context);
  if (problem !== undefined) return bad('Dimensions', problem);
  const { Timeout } = context.properties(subject.resource);
  // A function that takes longer than it may is stopped, and that is an error, not a duration.
  return watched.namespace === 'AWS/Lambda' && watched.name === 'Duration'
    ? { facts: { ...facts, most: 1_000 * (numberOf(Timeout) ?? 3) } }
    : { facts };
}
