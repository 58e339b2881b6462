import { randomUUID } from 'node:crypto';
import { LocalError } from '../types';
import { createFaults, type Faults } from './faults';
import { AwsError, serve, type Call, type Endpoint, type Reply } from './http';

/** CloudFront's key-value stores: what their data plane (`cloudfront-keyvaluestore`) answers, and what functions read. */
export interface KeyValueStoreStandin extends Faults {
  create(store: { readonly arn: string }): void;
  /** The values of a store as a function at the edge reads them; undefined where there is no such store. */
  reader(arn: string): ((key: string) => string | undefined) | undefined;
}

interface Store {
  readonly arn: string;
  readonly created: number;
  readonly items: Map<string, string>;
  modified: number;
  etag: string;
}

/** CloudFront's quotas: bytes of a key, of a value, of a store, and pairs in one request. */
const most = { key: 512, value: 1_024, store: 5 * 1024 * 1024, pairs: 50, page: 50 };

/**
 * Serves the data plane on loopback. A write takes the newest ETag, as CloudFront does; unlike there it is seen at once, so how long a
 * change takes to reach every edge cannot be learnt here.
 */
export async function startKeyValueStores(): Promise<{ stores: KeyValueStoreStandin; endpoint: Endpoint }> {
  const held = new Map<string, Store>();
  const { fail, strike } = createFaults();
  const answer = (call: Call): Reply => {
    const { arn, operation, key } = operationOf(call);
    strike(operation);
    const store = held.get(arn);
    if (store === undefined) throw new AwsError('ResourceNotFoundException', `There is no key value store ${arn}`, 404);
    return operations[operation](store, call, key);
  };
  const endpoint = await serve({ service: 'cloudfront-keyvaluestore', answer, refuse });
  return {
    endpoint,
    stores: {
      fail,
      create({ arn }) {
        if (held.has(arn)) throw new LocalError(`key-value store stand-in: there is a store ${arn} already`);
        const now = Date.now() / 1000;
        held.set(arn, { arn, created: now, modified: now, items: new Map(), etag: newEtag() });
      },
      reader(arn) {
        const store = held.get(arn);
        return store && (key => store.items.get(key));
      },
    },
  };
}

const newEtag = (): string => `ETV${randomUUID().replaceAll('-', '').slice(0, 11).toUpperCase()}`;

type Operation = 'DescribeKeyValueStore' | 'ListKeys' | 'UpdateKeys' | 'GetKey' | 'PutKey' | 'DeleteKey';
const place = /^\/key-value-stores\/(arn:aws:cloudfront::\d{12}:key-value-store\/[^/]+)(\/keys)?(?:\/(.+))?$/;
const byMethod: Readonly<Record<string, Operation>> = {
  'GET store': 'DescribeKeyValueStore',
  'GET keys': 'ListKeys',
  'POST keys': 'UpdateKeys',
  'GET key': 'GetKey',
  'PUT key': 'PutKey',
  'DELETE key': 'DeleteKey',
};

function operationOf({ method, path }: Call): { arn: string; operation: Operation; key: string } {
  const [, arn = '', keys, key = ''] = place.exec(path) ?? [];
  const operation = byMethod[`${method} ${key !== '' ? 'key' : keys === undefined ? 'store' : 'keys'}`];
  if (arn === '' || operation === undefined)
    throw new AwsError('ValidationException', `the stand-in does not know ${method} ${path}`);
  return { arn, operation, key };
}

const operations: Readonly<Record<Operation, (store: Store, call: Call, key: string) => Reply>> = {
  DescribeKeyValueStore: store =>
    json(store, { KvsARN: store.arn, Created: store.created, LastModified: store.modified, Status: 'READY' }),
  ListKeys(store, { query }) {
    const after = query.get('NextToken') ?? '';
    const size = Math.min(Number(query.get('MaxResults') ?? most.page), most.page);
    const keys = [...store.items.keys()].filter(key => key > after).sort();
    const page = keys.slice(0, size);
    const Items = page.map(Key => ({ Key, Value: store.items.get(Key) }));
    return json(store, { Items, ...(keys.length > size ? { NextToken: page.at(-1) } : {}) });
  },
  UpdateKeys(store, call) {
    const { Puts = [], Deletes = [] } = JSON.parse(call.body.toString() || '{}') as Updates;
    if (Puts.length + Deletes.length === 0 || Puts.length + Deletes.length > most.pairs)
      throw new AwsError('ValidationException', `takes 1 to ${most.pairs} keys in a request`);
    return write(store, call, items => {
      for (const { Key, Value } of Puts) put(items, Key, Value);
      for (const { Key } of Deletes) items.delete(Key);
    });
  },
  GetKey(store, _call, key) {
    const Value = store.items.get(key);
    if (Value === undefined) throw new AwsError('ResourceNotFoundException', `There is no key ${key}`, 404);
    return json(store, { Key: key, Value });
  },
  PutKey: (store, call, key) =>
    write(store, call, items =>
      put(items, key, String((JSON.parse(call.body.toString() || '{}') as { Value?: string }).Value)),
    ),
  DeleteKey: (store, call, key) => write(store, call, items => void items.delete(key)),
};

interface Updates {
  readonly Puts?: readonly { readonly Key: string; readonly Value: string }[];
  readonly Deletes?: readonly { readonly Key: string }[];
}

/** All of a write happens or nothing: the change is made to a copy, which replaces the items once it has passed. */
function write(store: Store, { headers }: Call, change: (items: Map<string, string>) => void): Reply {
  if (headers['if-match'] !== store.etag)
    throw new AwsError('ConflictException', 'If-Match is not the newest ETag of the key value store', 409);
  const copy = new Map(store.items);
  change(copy);
  if (sizeOf(copy) > most.store)
    throw new AwsError('ServiceQuotaExceededException', `takes ${most.store} bytes in a key value store`, 402);
  store.items.clear();
  for (const [key, value] of copy) store.items.set(key, value);
  store.etag = newEtag();
  store.modified = Date.now() / 1000;
  return json(store, {});
}

function put(items: Map<string, string>, key: string, value: string): void {
  if (key === '' || Buffer.byteLength(key) > most.key || Buffer.byteLength(value) > most.value)
    throw new AwsError('ValidationException', `takes keys up to ${most.key} bytes and values up to ${most.value}`);
  items.set(key, value);
}

const sizeOf = (items: ReadonlyMap<string, string>): number =>
  [...items].reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);

const json = (store: Store, body: object): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json', etag: store.etag },
  body: JSON.stringify({ ItemCount: store.items.size, TotalSizeInBytes: sizeOf(store.items), ...body }),
});

const refuse = ({ code, message, status }: AwsError): Reply => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
  body: JSON.stringify({ Message: message }),
});
