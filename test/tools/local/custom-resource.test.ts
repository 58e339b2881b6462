import { Agent, request } from 'undici';
import { createLedger } from '../../../tools/local/ledger';
import type { LambdaHost, World } from '../../../tools/local/types';
import { createWorld } from '../../../tools/local/world';
import { assembly, stack } from './stacks';

interface Event {
  readonly [field: string]: unknown;
  readonly RequestType: string;
  readonly ResponseURL: string;
  readonly LogicalResourceId: string;
}

type Answer = string | Record<string, unknown> | Error;

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map(each => each.stop()));
});

const resource = (properties: Record<string, unknown> = {}, rest: Record<string, unknown> = {}) => ({
  Type: 'Custom::Thing',
  Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] }, ...properties },
  ...rest,
});
const home = (resources: Record<string, ReturnType<typeof resource>>) =>
  stack('home', { Function: { Type: 'AWS::Lambda::Function' }, Key: { Type: 'AWS::KMS::Key' }, ...resources });

/** A world whose only function answers as told. */
async function worldWith(
  answer: (event: Event, world: World) => Promise<Answer> | Answer,
  ...stacks: ReturnType<typeof stack>[]
) {
  const events: Event[] = [];
  const lambda: LambdaHost = {
    async invoke(_, payload) {
      const event = payload as Event;
      events.push(event);
      const answered = await answer(event, world);
      if (answered instanceof Error) throw answered;
      const dispatcher = new Agent({ connect: { ca: world.publicCa.certificate } });
      const body = typeof answered === 'string' ? answered : JSON.stringify(answered);
      const { statusCode } = await request(event.ResponseURL, { dispatcher, method: 'PUT', body });
      await dispatcher.close();
      return statusCode;
    },
    onLine: () => undefined,
    stop: () => Promise.resolve(),
  };
  const world = await createWorld(assembly(...stacks), { ledger: createLedger(), lambda });
  started.push(world);
  return { world, events };
}

const success = (Data: Record<string, unknown> = {}) => ({ Status: 'SUCCESS', PhysicalResourceId: 'made', Data });

test('a function is asked as CloudFormation asks, and its answer becomes Ref and attributes', async () => {
  const one = home({ Thing: resource({ Days: 30, On: true, List: [1, { Ref: 'Function' }] }) });
  const { world, events } = await worldWith(() => success({ Uri: 's3://b/k' }), one);
  await expect(world.resolve(one, { Ref: 'Thing' })).resolves.toBe('made');
  await expect(world.resolve(one, { 'Fn::GetAtt': 'Thing.Uri' })).resolves.toBe('s3://b/k');
  expect(events).toEqual([
    {
      RequestType: 'Create',
      ResponseURL: expect.stringMatching(/^https:\/\/localhost:\d+\/[0-9a-f-]{36}$/),
      StackId: expect.stringMatching(/^arn:aws:cloudformation:eu-west-1:111122223333:stack\/home\//),
      RequestId: expect.any(String),
      ResourceType: 'Custom::Thing',
      LogicalResourceId: 'Thing',
      ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:home-Function',
      ResourceProperties: {
        ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:home-Function',
        Days: '30',
        On: 'true',
        List: ['1', 'home-Function'],
      },
    },
  ]);
});

test.each<[string, Answer, string]>([
  ['FAILED', { Status: 'FAILED', Reason: 'no such key' }, 'home/Thing (Custom::Thing): no such key'],
  ['a crash', new Error('out of memory'), 'home/Thing (Custom::Thing): out of memory'],
  ['no physical id', { Status: 'SUCCESS' }, 'an answer without PhysicalResourceId'],
  ['no JSON', 'hello', 'an answer that is no JSON'],
  ['too large an answer', success({ Pem: 'x'.repeat(4_096) }), 'of which CloudFormation takes at most 4096'],
])('%s stops the start with the reason', async (_, answer, message) => {
  const one = home({ Thing: resource() });
  const { world } = await worldWith(() => answer, one);
  await expect(world.resolve(one, { Ref: 'Thing' })).rejects.toThrow(message);
});

test('what stands in the account when it runs: earlier stacks, and what it depends on in its own', async () => {
  const done: string[] = [];
  const first = home({ First: resource() });
  const second = stack('second', {
    Function: { Type: 'AWS::Lambda::Function' },
    Later: resource({}, { DependsOn: ['Sooner'] }),
    Sooner: resource(),
    Beside: resource(),
  });
  const { world } = await worldWith(
    ({ LogicalResourceId }) => {
      done.push(LogicalResourceId);
      return success();
    },
    first,
    second,
  );
  await world.resolve(second, { Ref: 'Later' });
  expect(done).toEqual(['First', 'Sooner', 'Later']);
  expect(world.byIdentity('arn:aws:kms:eu-west-1:111122223333:key/nobody')).toBeUndefined();
});
