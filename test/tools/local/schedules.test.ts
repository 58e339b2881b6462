import { createLedger } from '../../../tools/local/ledger';
import { startSchedules } from '../../../tools/local/schedules';
import type { TemplateResource } from '../../../tools/local/types';
import { createWorld } from '../../../tools/local/world';
import { assembly, stack } from './stacks';

const invoked: { readonly function: string; readonly event: unknown }[] = [];
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  jest.useRealTimers();
  invoked.length = 0;
  await Promise.all(stops.splice(0).map(stop => stop()));
});

const rule = (changes: Record<string, unknown> = {}): TemplateResource => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    ScheduleExpression: 'rate(1 minute)',
    Targets: [{ Id: 'sync', Arn: { 'Fn::GetAtt': ['Sync', 'Arn'] } }],
    ...changes,
  },
});
const permission: TemplateResource = {
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': ['Sync', 'Arn'] },
    Principal: 'events.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': ['Rule', 'Arn'] },
  },
};

async function start(resources: Record<string, TemplateResource>, failing = false) {
  const edge = stack(
    'edge',
    {
      Sync: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'sync' } },
      Permission: permission,
      ...resources,
    },
    { region: 'us-east-1' },
  );
  const world = await createWorld(assembly(edge), {
    ledger: createLedger(),
    lambda: {
      invoke: async (function_, event) => {
        invoked.push({ function: function_, event });
        if (failing) throw new Error('no registry');
      },
      onLine: () => undefined,
      stop: () => Promise.resolve(),
    },
  });
  stops.push(() => world.stop());
  const schedules = await startSchedules(world);
  stops.unshift(() => schedules.stop());
  return schedules;
}

test('a rule fires when it is told to, with the event that EventBridge sends', async () => {
  const schedules = await start({ Rule: rule() });
  await schedules.fire();
  const ruleArn = 'arn:aws:events:us-east-1:111122223333:rule/edge-Rule';
  expect(invoked).toEqual([
    {
      function: 'arn:aws:lambda:us-east-1:111122223333:function:sync',
      event: {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account: '111122223333',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        region: 'us-east-1',
        resources: [ruleArn],
        detail: {},
      },
    },
  ]);
});

test('or with the input that its target names, and a run that failed is told', async () => {
  const Targets = [{ Id: 'daily', Arn: { 'Fn::GetAtt': ['Sync', 'Arn'] }, Input: '{"action":"daily"}' }];
  const schedules = await start({ Rule: rule({ Targets, ScheduleExpression: 'cron(0 4 * * ? *)' }) }, true);
  await expect(schedules.fire()).rejects.toThrow('no registry');
  expect(invoked[0]?.event).toEqual({ action: 'daily' });
});

test('it fires at its rate, until it is stopped', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  const schedules = await start({ Rule: rule({ ScheduleExpression: 'rate(5 minutes)' }) });
  jest.advanceTimersByTime(11 * 60_000);
  expect(invoked).toHaveLength(2);
  await schedules.stop();
  jest.advanceTimersByTime(60 * 60_000);
  expect(invoked).toHaveLength(2);
});

test('one that is off, and one that waits for events, never fires', async () => {
  const waiting: TemplateResource = {
    Type: 'AWS::Events::Rule',
    Properties: { EventPattern: { source: ['aws.s3'] }, Targets: [] },
  };
  const schedules = await start({ Rule: rule({ State: 'DISABLED' }), Waiting: waiting });
  await schedules.fire();
  expect(invoked).toEqual([]);
});

test.each<[string, Record<string, TemplateResource>, RegExp]>([
  ['without permission', { Rule: rule(), Permission: rule({ State: 'DISABLED' }) }, /no AWS::Lambda::Permission lets/],
  ['at something else', { Rule: rule({ Targets: [{ Id: 'q', Arn: 'arn:aws:sqs:x' }] }) }, /Targets: got arn:aws:sqs:x/],
  ['at no time', { Rule: rule({ ScheduleExpression: 'rate(1 fortnight)' }) }, /takes rate\(\) or cron\(\)/],
])('a rule %s does not start', async (_, resources, message) => {
  await expect(start(resources)).rejects.toThrow(message);
});
