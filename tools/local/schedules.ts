import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { placeOf, propertiesOf, shaped } from './check';
import { accountId } from './conditions';
import { serviceMayInvoke } from './lambda/permission';
import { LocalError, type Placed, type World } from './types';

/** The rules of the templates that run functions by the clock. */
export interface Schedules {
  /** Fires every rule at once, and waits for its functions. Rejects with the first failure. */
  fire(): Promise<void>;
  stop(): Promise<void>;
}

interface Schedule {
  readonly place: string;
  /** Undefined for cron expressions, whose time hardly comes while somebody watches: only `fire` runs them. */
  readonly everyMs: number | undefined;
  readonly run: () => Promise<void>;
}

const ruleSchema = z.object({
  ScheduleExpression: z
    .string()
    .regex(/^(?:rate\([1-9]\d* (?:minute|hour|day)s?\)|cron\(.+\))$/, 'takes rate() or cron()'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(
    z.strictObject({
      Arn: z.string(),
      Id: z.string(),
      Input: z.string().optional(),
      RetryPolicy: z.unknown().optional(),
      DeadLetterConfig: z.unknown().optional(),
    }),
  ),
});

/** Starts the clock of every `AWS::Events::Rule` with a schedule. Failures of a run are the function's own news. */
export async function startSchedules(world: World): Promise<Schedules> {
  const rules = world.assembly.ofType('AWS::Events::Rule');
  const schedules = (await Promise.all(rules.map(rule => scheduleOf(world, rule)))).flat();
  const timers = schedules.flatMap(({ everyMs, run }) =>
    everyMs === undefined ? [] : [setInterval(() => void run().catch(() => undefined), everyMs).unref()],
  );
  return {
    fire: async () => void (await Promise.all(schedules.map(({ run }) => run()))),
    stop: async () => timers.forEach(timer => clearInterval(timer)),
  };
}

async function scheduleOf(world: World, rule: Placed): Promise<Schedule[]> {
  // A rule may also wait for events of a bus, which nobody sends here.
  if (rule.properties['ScheduleExpression'] === undefined) return [];
  const used = propertiesOf(rule, {
    honoured: ['ScheduleExpression', 'State', 'Targets'],
    withoutEffect: ['Description', 'Name', 'EventBusName', 'Tags'],
  });
  const { ScheduleExpression, State, Targets } = shaped(rule, ruleSchema, await world.resolve(rule.stack, used));
  if (State === 'DISABLED') return [];
  const ruleArn = String((await world.live(rule)).attributes['Arn']);
  const runs = await Promise.all(Targets.map(({ Arn, Input }) => runOf(world, rule, { ruleArn, Arn, Input })));
  const run = async (): Promise<void> => void (await Promise.all(runs.map(each => each())));
  return [{ place: placeOf(rule), everyMs: everyMs(ScheduleExpression), run }];
}

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

function everyMs(expression: string): number | undefined {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)/.exec(expression) ?? [];
  return count === undefined ? undefined : Number(count) * (unitMs[unit] ?? 0);
}

interface Target {
  readonly ruleArn: string;
  readonly Arn: string;
  readonly Input?: string | undefined;
}

async function runOf(world: World, rule: Placed, { ruleArn, Arn, Input }: Target): Promise<() => Promise<void>> {
  if (world.byIdentity(Arn)?.type !== 'AWS::Lambda::Function')
    throw new LocalError(`${placeOf(rule)}: Targets: got ${Arn}, takes an AWS::Lambda::Function of these templates`);
  if (!(await serviceMayInvoke(world, { principal: 'events.amazonaws.com', sourceArn: ruleArn, functionArn: Arn })))
    throw new LocalError(
      `${placeOf(rule)}: no AWS::Lambda::Permission lets events.amazonaws.com invoke ${Arn}; on AWS the rule would fire and nothing would happen`,
    );
  return async () => {
    await world.lambda.invoke(Arn, Input === undefined ? scheduledEvent(rule, ruleArn) : JSON.parse(Input));
  };
}

/** What EventBridge sends at a schedule (EventBridge user guide, "Scheduled Events"). */
const scheduledEvent = ({ stack }: Placed, ruleArn: string): unknown => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: accountId,
  time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  region: stack.region,
  resources: [ruleArn],
  detail: {},
});
