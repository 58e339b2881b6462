import { LambdaError } from '../lambda/error';
import { AwsError, serve, type Call, type Endpoint, type Reply } from './http';

/** Invokes a function by Region and name. Rejects with LambdaError where it gave no answer, with AwsError where there is none. */
type Invoke = (region: string, name: string, event: unknown) => Promise<unknown>;

const path = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
/** A name, `account:function:name` or an ARN; a qualifier leads to the one version there is here. */
const identity =
  /^(?:(?:arn:aws[a-z-]*:lambda:[a-z0-9-]+:)?\d{12}:function:|function:)?([A-Za-z0-9_-]{1,64})(?::[\w$-]+)?$/;

/** The part of AWS Lambda that invokes functions (REST, 2015-03-31), for functions and commands that call functions. */
export const startLambda = (invoke: Invoke): Promise<Endpoint> =>
  serve({
    service: 'lambda',
    answer: call => answer(call, invoke),
    refuse: ({ code, message, status }) => ({
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
      body: JSON.stringify({ Type: 'User', Message: message, message }),
    }),
  });

async function answer(call: Call, invoke: Invoke): Promise<Reply> {
  const [, asked = ''] = path.exec(call.path) ?? [];
  if (call.method !== 'POST' || asked === '')
    throw new AwsError('UnknownOperationException', `the stand-in does not know ${call.method} ${call.path}`, 404);
  const [, name] = identity.exec(asked) ?? [];
  if (name === undefined) throw new AwsError('InvalidParameterValueException', `FunctionName: got ${asked}`);
  const type = call.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type !== 'RequestResponse' && type !== 'Event')
    throw new AwsError('InvalidParameterValueException', `InvocationType: got ${String(type)}`);
  const running = invoke(call.region, name, eventOf(call));
  if (type === 'Event') {
    // Whoever sends an event does not hear of its end.
    running.catch(() => undefined);
    return { status: 202 };
  }
  return running.then(
    result => ({ status: 200, headers: json, body: JSON.stringify(result) ?? 'null' }),
    (error: unknown) => failed(error),
  );
}

const json = { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' };

function eventOf({ body }: Call): unknown {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json');
  }
}

/** A function that failed is an answer of 200 with a header that says so (Lambda developer guide, "Invoke"). */
function failed(error: unknown): Reply {
  if (!(error instanceof LambdaError)) throw error;
  const { fault, errorType, message } = error;
  if (fault === 'throttled') throw new AwsError('TooManyRequestsException', message, 429);
  if (errorType === 'RequestEntityTooLargeException') throw new AwsError('RequestTooLargeException', message, 413);
  return {
    status: 200,
    headers: { ...json, 'x-amz-function-error': 'Unhandled' },
    body: JSON.stringify({ errorType, errorMessage: message }),
  };
}
