import type { Json } from '../json';
import { list, text } from '../graph/lookups';
import { mentions, splitOutsideMarks, target, unknownIn } from '../marks';
import type { Model, Resource } from '../model';
import type { Context } from '../rule';
import { asText } from '../values';
import type { Alarm } from './alarms';
import type { Problem } from './metric-problem';
import { grouped, oncePer } from './once-per';
import { differ, standsIn } from './regions';
import { topicProblem, type TopicProblem } from './topics';

/** Why nobody hears of an alarm that fires. Undefined: somebody does. */
export function tellingProblem({ resource, properties }: Alarm, context: Context): Problem | undefined {
  const enabled = properties['ActionsEnabled'];
  const reason =
    unknownIn(enabled) ??
    (typeof properties['AlarmActions'] === 'string' ? unknownIn(properties['AlarmActions']) : undefined);
  if (reason !== undefined) return { property: 'AlarmActions', status: 'unproven', says: reason };
  const own = onlyOf(resource, properties, context);
  if (own === undefined) return undefined;
  // A composite alarm may speak for it.
  const spoken = compositesOf(context.model)(resource).some(
    composite => onlyOf(composite, context.properties(composite), context) === undefined,
  );
  return spoken ? undefined : own;
}

function onlyOf(alarm: Resource, properties: Readonly<Record<string, Json>>, context: Context): Problem | undefined {
  const enabled = properties['ActionsEnabled'];
  if (enabled === false || enabled === 'false')
    return { property: 'ActionsEnabled', status: 'weak', says: 'its actions are off' };
  const actions = list(properties['AlarmActions']).filter(action => action !== '');
  if (actions.length === 0)
    return { property: 'AlarmActions', status: 'weak', says: 'it has no action for the state ALARM' };
  const problems = actions.map(action => actionProblem(alarm, action, context));
  const [first] = problems;
  return problems.includes(undefined) || first === undefined ? undefined : { property: 'AlarmActions', ...first };
}

function actionProblem(alarm: Resource, action: Json, context: Context): TopicProblem | undefined {
  const { model } = context;
  const written = asText(action);
  const named = target(model, action) ?? topicByArn(model, written);
  const reason = named === undefined ? unknownIn(action) : undefined;
  if (reason !== undefined) return { status: 'unproven', says: reason };
  if (named?.type === 'AWS::SNS::Topic') {
    const [there, here] = [standsIn(named, context), standsIn(alarm, context)];
    return differ(there, here)
      ? {
          status: 'weak',
          says: `${named.logicalId} is in ${there ?? ''}, and an alarm can only tell a topic of its own Region`,
        }
      : topicProblem(named, alarm, context);
  }
  if (named !== undefined)
    return /^AWS::(?:Lambda::(?:Function|Alias|Version)|SSM)/.test(named.type)
      ? undefined
      : { status: 'weak', says: `${named.logicalId} tells nobody` };
  const [, , service, region] = splitOutsideMarks(written, ':');
  if (differ(region === '' ? undefined : region, standsIn(alarm, context)))
    return { status: 'weak', says: `${written} is in ${region ?? ''}, another Region than the alarm` };
  if (['ssm', 'ssm-incidents', 'lambda', 'aiops'].includes(service ?? '')) return undefined;
  return service === 'sns'
    ? { status: 'unproven', says: `the topic ${written} is in none of the templates given` }
    : { status: 'weak', says: `${written} tells nobody` };
}

const topicByArn = (model: Model, arn: string): Resource | undefined => {
  const parts = splitOutsideMarks(arn, ':');
  return parts[2] === 'sns' ? topicNames(model).get(parts.at(-1) ?? '')?.[0] : undefined;
};

const topicNames = oncePer((model: Model) =>
  grouped(model.ofType('AWS::SNS::Topic'), topic => text(model.properties(topic)['TopicName'])),
);

/** The composite alarms whose rule fires with an alarm, by reference or by its name. */
const compositesOf = oncePer((model: Model) => {
  const composites = model.ofType('AWS::CloudWatch::CompositeAlarm').map(composite => {
    const rule = model.properties(composite)['AlarmRule'];
    return { composite, rule: asText(rule), named: mentions(model, rule) };
  });
  return (alarm: Resource): readonly Resource[] => {
    const name = text(model.properties(alarm)['AlarmName']);
    return composites
      .filter(
        ({ rule, named }) =>
          named.includes(alarm) ||
          (name !== undefined && new RegExp(`\\bALARM\\(\\s*"?${escape(name)}"?\\s*\\)`).test(rule)),
      )
      .map(({ composite }) => composite);
  };
});

const escape = (name: string): string => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
