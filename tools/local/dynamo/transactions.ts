import { createHash } from 'node:crypto';
import { DynamoError, type Engine, type Item, type Operation, type Request } from './engine';

/**
 * What dynalite lacks: TransactWriteItems and TransactGetItems, as the API reference describes them. The caller holds the
 * exclusive lock, so nothing changes between looking and writing, and nobody sees a transaction that is half done.
 */

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

interface Step {
  readonly operation: Operation | 'ConditionCheck';
  readonly request: Request;
  readonly returnItem: boolean;
}

export interface Transactions {
  write(request: Request): Promise<Request>;
  get(request: Request): Promise<Request>;
}

const tokenLifeMs = 10 * 60_000;
const maxItems = 100;

export function createTransactions(engine: Engine, now: () => number = Date.now): Transactions {
  const done = new Map<string, { readonly at: number; readonly digest: string }>();

  /** True where this token already succeeded with these very parameters. */
  const replayed = (token: string, digest: string): boolean => {
    for (const [key, { at }] of done) if (now() - at > tokenLifeMs) done.delete(key);
    const earlier = done.get(token);
    if (earlier === undefined) return false;
    if (earlier.digest !== digest)
      throw fault(
        'IdempotentParameterMismatchException',
        'The request uses the same client token as a previous, but non-identical request',
      );
    return true;
  };

  return {
    async write(request) {
      const { ClientRequestToken: token, TransactItems: items } = request;
      const digest = createHash('sha256')
        .update(JSON.stringify(items) ?? '')
        .digest('hex');
      if (typeof token === 'string' && replayed(token, digest)) return {};
      const steps = listed(items).map(entry => parseStep(engine, entry));
      await write(engine, steps);
      if (typeof token === 'string') done.set(token, { at: now(), digest });
      return {};
    },
    async get(request) {
      const gets = listed(request['TransactItems']).map(entry => engine.parse('GetItem', object(entry['Get'])));
      const answers: Request[] = [];
      for (const get of gets) {
        const { Item: item } = await engine.act('GetItem', get);
        answers.push(item === undefined ? {} : { Item: item });
      }
      return { Responses: answers };
    },
  };
}

async function write(engine: Engine, steps: readonly Step[]): Promise<void> {
  const before: (Item | undefined)[] = [];
  const seen = new Set<string>();
  const reasons: Reason[] = [];
  for (const { request, returnItem } of steps) {
    const { key, item, conditionHolds } = await engine.inspect(request);
    if (seen.has(key)) throw invalid('Transaction request cannot include multiple operations on one item');
    seen.add(key);
    before.push(item);
    reasons.push(conditionHolds ? { Code: 'None' } : conditionFailed(returnItem ? item : undefined));
  }
  if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);

  for (const [index, { operation, request }] of steps.entries()) {
    if (operation === 'ConditionCheck') continue;
    try {
      await engine.act(operation, request);
    } catch (error) {
      // An update that meets a value of the wrong type fails only when applied: undo what came before it.
      await restore(engine, steps.slice(0, index), before);
      if (!(error instanceof DynamoError)) throw error;
      throw cancelled(reasons.with(index, { Code: 'ValidationError', Message: error.message }));
    }
  }
}

async function restore(engine: Engine, steps: readonly Step[], before: readonly (Item | undefined)[]): Promise<void> {
  for (const [index, { operation, request }] of steps.entries()) {
    if (operation === 'ConditionCheck') continue;
    const item = before[index];
    const TableName = request['TableName'];
    if (item !== undefined) await engine.act('PutItem', { TableName, Item: item });
    else await engine.act('DeleteItem', { TableName, Key: await keyOf(engine, request) });
  }
}

/** The key of a request: a Put carries it inside its item. */
async function keyOf(engine: Engine, request: Request): Promise<Request> {
  if ('Key' in request) return object(request['Key']);
  const { Table: table } = await engine.act('DescribeTable', { TableName: request['TableName'] });
  const schema = object(table)['KeySchema'] as readonly { readonly AttributeName: string }[];
  const item = object(request['Item']);
  return Object.fromEntries(schema.map(({ AttributeName: name }) => [name, item[name]]));
}

function parseStep(engine: Engine, entry: Request): Step {
  const [kind, ...others] = Object.keys(entry);
  if (kind === undefined || others.length > 0)
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  const { ReturnValuesOnConditionCheckFailure: returned, ...request } = object(entry[kind]);
  const returnItem = returned === 'ALL_OLD';
  switch (kind) {
    case 'Put':
      return { operation: 'PutItem', request: engine.parse('PutItem', request), returnItem };
    case 'Update':
      if (request['UpdateExpression'] === undefined) throw invalid('Update takes an UpdateExpression');
      return { operation: 'UpdateItem', request: engine.parse('UpdateItem', request), returnItem };
    case 'Delete':
      return { operation: 'DeleteItem', request: engine.parse('DeleteItem', request), returnItem };
    case 'ConditionCheck':
      if (request['ConditionExpression'] === undefined) throw invalid('ConditionCheck takes a ConditionExpression');
      // A check has the shape of a conditional delete that is never carried out.
      return { operation: 'ConditionCheck', request: engine.parse('DeleteItem', request), returnItem };
    default:
      throw invalid(`TransactItems: ${kind} is none of ConditionCheck, Put, Update, Delete`);
  }
}

function listed(items: unknown): Request[] {
  if (!Array.isArray(items) || items.length < 1 || items.length > maxItems)
    throw invalid(`TransactItems takes 1 to ${maxItems} actions`);
  return items.map(object);
}

function object(value: unknown): Request {
  if (typeof value !== 'object' || value === null) throw invalid('Start of structure or map expected');
  return value as Request;
}

const conditionFailed = (item: Item | undefined): Reason => ({
  Code: 'ConditionalCheckFailed',
  Message: 'The conditional request failed',
  ...(item === undefined ? {} : { Item: item }),
});

const cancelled = (reasons: readonly Reason[]): DynamoError =>
  fault(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    { CancellationReasons: reasons },
  );

const invalid = (message: string): DynamoError =>
  new DynamoError({ __type: 'com.amazon.coral.validate#ValidationException', message });

const fault = (code: string, message: string, more: Request = {}): DynamoError =>
  new DynamoError({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, Message: message, ...more });
