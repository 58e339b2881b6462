import type { Json } from '../json';
import { list, objects, text } from '../graph/lookups';
import { mark, target, unknownIn } from '../marks';
import type { Model, Resource } from '../model';
import type { Context } from '../rule';
import { asText } from '../values';
import { grouped, oncePer } from './once-per';
import { openStatement } from './open-policy';
import { decision } from './policy-decision';

/** Whether what CloudWatch publishes to a topic reaches anybody. */

export interface TopicProblem {
  readonly status: 'weak' | 'unproven';
  readonly says: string;
}

const weak = (says: string): TopicProblem => ({ status: 'weak', says });
const unproven = (says: string): TopicProblem => ({ status: 'unproven', says });

const cloudwatch = 'cloudwatch.amazonaws.com';

/** Why the topic does not take this alarm, or tells nobody of it. */
export function topicProblem(topic: Resource, alarm: Resource, context: Context): TopicProblem | undefined {
  return (
    context.once('topic key', topic, () => keyProblem(topic, context)) ??
    policyProblem(topic, alarm, context) ??
    context.once('topic subscribers', topic, () => subscriberProblem(topic, context))
  );
}

/** The key AWS keeps for SNS does not let CloudWatch in, and alarms then fail without a trace (aws/aws-cdk #11121). */
function keyProblem(topic: Resource, { model, properties }: Context): TopicProblem | undefined {
  const id = properties(topic)['KmsMasterKeyId'];
  if (id === undefined || id === '') return undefined;
  if (asText(id).endsWith('alias/aws/sns'))
    return weak(`${topic.logicalId} is encrypted with alias/aws/sns, which CloudWatch may not use`);
  const named = target(model, id) ?? aliases(model).get(asText(id))?.[0];
  const key = named?.type === 'AWS::KMS::Alias' ? target(model, properties(named)['TargetKeyId']) : named;
  if (key?.type !== 'AWS::KMS::Key')
    return unproven(unknownIn(id) ?? `the key of ${topic.logicalId} is in none of the templates given`);
  const { KeyPolicy, Enabled } = properties(key);
  if (Enabled === false || Enabled === 'false') return weak(`${key.logicalId}, the key of ${topic.logicalId}, is off`);
  if (openStatement(KeyPolicy) !== undefined)
    return weak(`${key.logicalId}, the key of ${topic.logicalId}, is anyone's to use and to switch off`);
  for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) {
    const found = decision(KeyPolicy, { service: cloudwatch, action, resource: '*', sends: {} });
    if (found === 'refused')
      return weak(`${key.logicalId}, the key of ${topic.logicalId}, does not let ${cloudwatch} ${action}`);
    if (found === 'unknown') return unproven(`cannot see that ${key.logicalId} lets ${cloudwatch} ${action}`);
  }
  return undefined;
}

const aliases = oncePer((model: Model) =>
  grouped(model.ofType('AWS::KMS::Alias'), alias => text(model.properties(alias)['AliasName'])),
);

/** Without a policy of its own a topic takes its account's alarms; with one, only what that says. */
function policyProblem(topic: Resource, alarm: Resource, { model, properties }: Context): TopicProblem | undefined {
  const policies = policiesOf(model).get(topic) ?? [];
  for (const { policy } of policies) {
    const { stack } = alarm;
    const account = stack.account ?? mark.pseudo('AWS::AccountId');
    const region = stack.region ?? mark.pseudo('AWS::Region');
    const name = text(properties(alarm)['AlarmName']) ?? `${stack.name}-${alarm.logicalId}-X`;
    const document = properties(policy)['PolicyDocument'];
    if (openStatement(document) !== undefined)
      return weak(`${policy.logicalId}, the policy of ${topic.logicalId}, lets anyone publish to it or read it`);
    const found = decision(document, {
      service: cloudwatch,
      action: 'sns:Publish',
      resource: mark.ref(topic.stack.name, topic.logicalId),
      sends: {
        'aws:sourceaccount': account,
        'aws:sourceowner': account,
        'aws:sourcearn': `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
        'aws:securetransport': 'true',
      },
    });
    if (found === 'refused')
      return weak(
        `${policy.logicalId}, the policy of ${topic.logicalId}, does not let ${cloudwatch} publish this alarm`,
      );
    if (found === 'unknown') return unproven(`cannot see that ${policy.logicalId} lets ${cloudwatch} publish`);
  }
  return undefined;
}

const policiesOf = oncePer((model: Model) =>
  grouped(
    model.ofType('AWS::SNS::TopicPolicy', 'AWS::SNS::TopicInlinePolicy').flatMap(policy => {
      const { Topics, TopicArn } = model.properties(policy);
      return [...list(Topics), TopicArn].map(topic => ({ policy, topic: target(model, topic) }));
    }),
    ({ topic }) => topic,
  ),
);

function subscriberProblem(topic: Resource, { model, properties }: Context): TopicProblem | undefined {
  const subscriptions = [
    ...(subscriptionsOf(model).get(topic) ?? []).map(({ written }) => written),
    ...objects(properties(topic)['Subscription']),
  ];
  const heard = subscriptions.filter(hears);
  if (heard.length === 0) return weak(`nobody is subscribed to ${topic.logicalId}`);
  const reasons = heard.map(subscription => unknownIn(subscription['Endpoint']));
  const [reason] = reasons;
  return reasons.includes(undefined) || reason === undefined ? undefined : unproven(reason);
}

const subscriptionsOf = oncePer((model: Model) =>
  grouped(
    model.ofType('AWS::SNS::Subscription').map(resource => ({
      written: model.properties(resource),
      topic: target(model, model.properties(resource)['TopicArn']),
    })),
    ({ topic }) => topic,
  ),
);

const endpoints: Readonly<Record<string, RegExp>> = {
  email: /.@./,
  'email-json': /.@./,
  https: /^https:\/\/./,
  http: /^http:\/\/./,
  sms: /^\+?[\d -]{6,}$/,
  lambda: /^(?:arn:|⟦)/,
  sqs: /^(?:arn:|⟦)/,
  firehose: /^(?:arn:|⟦)/,
  application: /^(?:arn:|⟦)/,
};

/** A subscription with an address of its protocol. Alarms carry no attributes, so a filter lets none through. */
function hears(subscription: Readonly<Record<string, Json>>): boolean {
  const endpoint = asText(subscription['Endpoint']);
  const shape = endpoints[asText(subscription['Protocol'])];
  const filtered = subscription['FilterPolicy'] !== undefined && subscription['FilterPolicyScope'] !== 'MessageBody';
  return shape !== undefined && !filtered && (shape.test(endpoint) || unknownIn(endpoint) !== undefined);
}
