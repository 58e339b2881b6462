import { setTimeout } from 'node:timers/promises';
import * as db from 'dynalite/db';
import * as validations from 'dynalite/validations';

/** dynalite's own parser, validations and actions, called in process: no second HTTP hop, and one store for all. */

export type Request = Record<string, unknown>;
export type Item = DynaliteItem;

/** An error as DynamoDB answers it. */
export class DynamoError extends Error {
  override readonly name = 'DynamoError';
  readonly statusCode = 400;
  readonly body: Record<string, unknown>;

  constructor(body: Record<string, unknown>) {
    super(String(body['message'] ?? body['Message'] ?? body['__type']));
    this.body = body;
  }

  /** `ValidationException`, without its namespace. */
  get code(): string {
    return String(this.body['__type']).replace(/^.*#/, '');
  }
}

const operations = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
] as const;
export type Operation = (typeof operations)[number];

export const isOperation = (name: string): name is Operation => operations.some(operation => operation === name);

export interface Engine {
  /** Types, constraints and expressions of a request, parsed as the operation would. Throws DynamoError. */
  parse(operation: Operation, request: Request): Request;
  /** Runs a parsed request. */
  act(operation: Operation, request: Request): Promise<Request>;
  /** Why a write's condition would fail now, and the item it saw. The key or item is checked against the table. */
  inspect(request: Request): Promise<{ key: string; item: Item | undefined; conditionHolds: boolean }>;
  stop(): Promise<void>;
}

interface Action {
  readonly types: object;
  readonly custom: unknown;
  run(store: DynaliteStore, request: Request, callback: DynaliteCallback<Request>): void;
}

/** Starts an empty in-memory store. Tables become active at once. */
export function createEngine(): Engine {
  const store = db.create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const actions = new Map(operations.map(name => [name, action(name)]));
  const of = (operation: Operation): Action => {
    const found = actions.get(operation);
    if (found === undefined) throw new Error(`no action ${operation}`);
    return found;
  };

  return {
    parse(operation, request) {
      const { types, custom } = of(operation);
      return translated(() => {
        // checkTypes deletes unknown properties from its argument, which the caller may still need.
        const parsed = validations.checkTypes({ ...request }, types);
        validations.checkValidations(parsed, types, custom, store);
        return parsed;
      });
    },
    async act(operation, request) {
      const answer = (await promised<Request>(callback => of(operation).run(store, request, callback))) ?? {};
      // Even at 0 ms dynalite makes a table active one turn of the event loop after it has answered.
      if (operation === 'CreateTable') await setTimeout(5);
      return answer;
    },
    async inspect(request) {
      const table = await promised<DynaliteTable>(callback => store.getTable(String(request['TableName']), callback));
      if (table === undefined) throw new Error('dynalite gave neither a table nor an error');
      const target = (request['Item'] ?? request['Key']) as object;
      const invalid = 'Item' in request ? db.validateItem(target, table) : db.validateKey(target, table);
      if (invalid != null) throw translate(invalid);
      const key = db.createKey(target, table);
      const item = await promised<Item>(callback => store.getItemDb(table.TableName).get(key, callback));
      return { key: `${table.TableName}/${key}`, item, conditionHolds: db.checkConditional(request, item) == null };
    },
    stop: () => store.db.close(),
  };
}

function action(operation: Operation): Action {
  const file = operation.charAt(0).toLowerCase() + operation.slice(1);
  const { types, custom } = require(`dynalite/validations/${file}`) as Action;
  return { types, custom, run: require(`dynalite/actions/${file}`) as Action['run'] };
}

function promised<T>(call: (callback: DynaliteCallback<T>) => void): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    call((error, value) => (error === null || error === undefined ? resolve(value) : reject(translate(error))));
  });
}

function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translate(error);
  }
}

function translate(error: unknown): unknown {
  const body = (error as { body?: unknown }).body;
  return typeof body === 'object' && body !== null ? new DynamoError(body as Record<string, unknown>) : error;
}
