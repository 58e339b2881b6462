import * as fc from 'fast-check';
import type { RunDetails } from 'fast-check';
import { loadConfig } from '../../lib/config';
import { document } from '../openapi/document';
import { answersOf } from './answers';
import type { Json } from '../openapi/operation';
import { refusedHere } from './services';
import { requestsOf, type FuzzRequest } from './requests';
import { accounts, startWorld, type World } from './world';

export interface FuzzOptions {
  /** Whose services: `example`, or one whose callers carry certificates. */
  readonly env?: string;
  readonly seed: number;
  readonly requests: number;
  /** Where fast-check went on to a smaller request; to see one failure again. */
  readonly path?: string;
  /** Stops, and counts as failed, after so many milliseconds. */
  readonly timeout?: number;
  readonly onRequest?: (count: number) => void;
}

export interface Fuzzed {
  readonly details: RunDetails<[FuzzRequest]>;
  /** How often each route answered with each status. */
  readonly answers: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** Problem codes that the document has and no request brought about. */
  readonly unseen: readonly string[];
  /** Why the run failed although each answer by itself was right. */
  readonly faults: readonly string[];
}

/** Sends requests made from the document to the services of an environment, and holds each answer against it. */
export async function fuzz({
  env = 'example',
  seed,
  requests,
  path,
  timeout,
  onRequest,
}: FuzzOptions): Promise<Fuzzed> {
  const config = loadConfig(env);
  const described = document(config);
  const check = answersOf(described);
  const world = await startWorld(config);
  try {
    if (config.profile === 'consumer') await registerKey(world);
    const before = await world.money();
    const answers = new Map<string, Map<number, number>>();
    const unseen = new Set(codesIn(described));
    let sent = 0;
    const property = fc.asyncProperty(
      requestsOf(described, Object.keys(world.tokens), await knownValues(world)),
      async request => {
        const answer = await world.serve(request);
        const ofRoute = answers.get(`${request.method} ${request.path}`) ?? new Map<number, number>();
        answers.set(
          `${request.method} ${request.path}`,
          ofRoute.set(answer.statusCode, (ofRoute.get(answer.statusCode) ?? 0) + 1),
        );
        onRequest?.((sent += 1));
        check(request.method, request.path, answer);
        if (answer.statusCode >= 400) unseen.delete((JSON.parse(answer.body) as { readonly code: string }).code);
      },
    );
    const details = await fc.check(property, {
      seed,
      numRuns: requests,
      ...(path === undefined ? {} : { path }),
      ...(timeout === undefined ? {} : { interruptAfterTimeLimit: timeout, markInterruptAsFailure: true }),
    });
    const after = await world.money();
    return {
      details,
      answers,
      unseen: [...unseen],
      faults: faultsOf(details.failed, servable(described, answers), before, after, world),
    };
  } finally {
    await world.stop();
  }
}

/** Every problem code in a document: what an enumeration named `code` holds. */
const codesIn = (described: unknown): string[] =>
  [...JSON.stringify(described).matchAll(/"code":\{"enum":(\[[^\]]*\])/g)].flatMap(
    ([, list = '[]']) => JSON.parse(list) as string[],
  );

/** The answers of the routes that some request is to be served by. */
function servable(described: Json, answers: Fuzzed['answers']): Fuzzed['answers'] {
  const paths = described['paths'] as Record<string, Record<string, { readonly operationId: string }>>;
  const refused = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { operationId }]) =>
      refusedHere.includes(operationId) ? [`${method.toUpperCase()} ${path}`] : [],
    ),
  );
  return new Map([...answers].filter(([route]) => !refused.includes(route)));
}

function faultsOf(
  failed: boolean,
  answers: Fuzzed['answers'],
  before: number,
  after: number,
  { failures }: World,
): string[] {
  if (failed) return [];
  const unserved = [...answers].filter(([, statuses]) => ![...statuses.keys()].some(status => status < 300));
  return [
    ...(before === after ? [] : [`there were ${before} minor units, and now there are ${after}`]),
    ...unserved.map(([route]) => `${route}: no request was served, so little of it was reached`),
    ...failures.map(failure => `something was thrown: ${String(failure)}`),
  ];
}

const bare = {
  parameters: { path: {}, query: {}, header: {} },
  contentType: undefined,
  body: undefined,
  base64: false,
  certificate: 'own',
} as const;

/** Ties the app's key to alice's session; the first try only gets the nonce. */
async function registerKey(world: World): Promise<void> {
  const request: FuzzRequest = {
    ...bare,
    method: 'PUT',
    path: '/sessions/key',
    service: 'sessions',
    who: 'alice',
    proof: 'right',
  };
  await world.serve(request);
  const { statusCode, body } = await world.serve(request);
  if (statusCode !== 200) throw new Error(`fuzz: the key of the app was not taken: ${body}`);
}

/** What is there to be found: two people's accounts, and a transfer of each. */
async function knownValues(world: World) {
  const transferIds = [];
  for (const [who, from, to] of [
    ['alice', 'alice-1', 'bob-1'],
    ['bob', 'bob-1', 'alice-1'],
  ] as const) {
    const request: FuzzRequest = {
      ...bare,
      method: 'POST',
      path: '/transfers',
      service: 'transfers',
      who,
      parameters: { path: {}, query: {}, header: { 'idempotency-key': 'first' } },
      contentType: 'application/json',
      body: JSON.stringify({ fromAccountId: from, toAccountId: to, amountMinor: 1, currency: 'EUR' }),
    };
    const { body } = await world.serve(request);
    transferIds.push(String((JSON.parse(body) as { readonly transferId?: unknown }).transferId));
  }
  const accountIds = [...accounts.map(({ accountId }) => accountId), 'nobodys-1'];
  return {
    accountId: accountIds,
    fromAccountId: ['alice-1', 'alice-1', 'alice-1', ...accountIds],
    toAccountId: ['bob-1', 'bob-1', 'bob-1', ...accountIds],
    // Of nobody who asks, so that the function that makes certificates, which is not here, is never asked.
    deviceId: ['device-of-leaver-1', '00000000-0000-4000-8000-000000000000'],
    transferId: [...transferIds, '00000000-0000-8000-8000-000000000000'],
    // On both sides of what policies/step-up.cedar calls large.
    amountMinor: [1, 25, 99_999, 100_000],
    currency: ['EUR', 'EUR', 'EUR', 'SEK'],
    'idempotency-key': Array.from({ length: 40 }, (_, at) => `key-${at}`),
    cursor: accounts.map(({ accountId }) => Buffer.from(accountId).toString('base64url')),
  };
}
