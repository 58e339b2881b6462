import { InvokeCommand, LambdaClient, type InvokeCommandInput } from '@aws-sdk/client-lambda';
import { LambdaError } from '../../../../tools/local/lambda/error';
import { AwsError, type Endpoint } from '../../../../tools/local/standins/http';
import { startLambda } from '../../../../tools/local/standins/lambda';

let endpoint: Endpoint;
let client: LambdaClient;
const events: unknown[] = [];

const functions: Readonly<Record<string, (event: unknown) => unknown>> = {
  'eu-west-1 echo': event => event,
  'eu-west-1 throws': () => {
    throw new LambdaError('error', 'TypeError', 'no balance');
  },
  'eu-west-1 busy': () => {
    throw new LambdaError('throttled', 'TooManyRequestsException', 'busy');
  },
};

beforeAll(async () => {
  endpoint = await startLambda(async (region, name, event) => {
    events.push(event);
    const found = functions[`${region} ${name}`];
    if (found === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
    return found(event);
  });
  client = new LambdaClient({
    endpoint: endpoint.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await endpoint.stop();
});

const invoke = (FunctionName: string, input: Partial<InvokeCommandInput> = {}) =>
  client.send(new InvokeCommand({ FunctionName, Payload: Buffer.from('{"csr":"…"}'), ...input }));
const textOf = (payload: Uint8Array | undefined) => JSON.parse(Buffer.from(payload ?? []).toString()) as unknown;

test.each([
  'echo',
  'function:echo',
  '111122223333:function:echo',
  'arn:aws:lambda:eu-west-1:111122223333:function:echo',
  'arn:aws:lambda:eu-west-1:111122223333:function:echo:live',
])('%s is invoked and answers', async name => {
  const { StatusCode, FunctionError, Payload } = await invoke(name);
  expect([StatusCode, FunctionError, textOf(Payload)]).toEqual([200, undefined, { csr: '…' }]);
});

test('an error of the function is an answer that says so', async () => {
  const { StatusCode, FunctionError, Payload } = await invoke('throws');
  expect([StatusCode, FunctionError]).toEqual([200, 'Unhandled']);
  expect(textOf(Payload)).toEqual({ errorType: 'TypeError', errorMessage: 'no balance' });
});

test('an event is taken, and how it ends is nobody’s answer', async () => {
  events.length = 0;
  const { StatusCode, FunctionError } = await invoke('throws', { InvocationType: 'Event' });
  expect([StatusCode, FunctionError, events.length]).toEqual([202, undefined, 1]);
});

test.each<[string, string, Partial<InvokeCommandInput>, string]>([
  ['a function that is not there', 'nobody', {}, 'ResourceNotFoundException'],
  ['a function that may not run now', 'busy', {}, 'TooManyRequestsException'],
  ['a payload that is no JSON', 'echo', { Payload: Buffer.from('{') }, 'InvalidRequestContentException'],
  ['a dry run', 'echo', { InvocationType: 'DryRun' }, 'InvalidParameterValueException'],
])('%s is refused', async (_, name, input, error) => {
  await expect(invoke(name, input)).rejects.toMatchObject({ name: error });
});
