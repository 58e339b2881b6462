import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keyOf } from './assembly';
import { stackId } from './conditions';
import { LocalError, type Live, type Placed, type World } from './types';

/**
 * Runs the function behind a custom resource as CloudFormation does: one request with a ResponseURL, to which the function must PUT
 * its answer. The function's own code decides; nothing of what it makes is known here.
 */
export interface CustomResources {
  create(resource: Placed, world: World): Promise<Live>;
  /** The properties a deployment brings, against those the resource has: an update where they differ, nothing where not. */
  update(resource: Placed, before: Live, world: World): Promise<Live>;
  /** Of a resource that a deployment no longer has. */
  remove(resource: Placed, before: Live, world: World): Promise<void>;
  stop(): Promise<void>;
}

interface Answer {
  readonly Status?: unknown;
  readonly Reason?: string;
  readonly PhysicalResourceId?: unknown;
  readonly Data?: Readonly<Record<string, unknown>>;
}

/** CloudFormation waits up to an hour; nobody in front of a laptop does. */
const answerMs = 30_000;
/** Larger answers CloudFormation drops, and the stack then hangs until it times out. */
const maxAnswerBytes = 4_096;

export function createCustomResources(): CustomResources {
  const waiting = new Map<string, (body: string) => void>();
  let opening: Promise<Server> | undefined;
  /** What each resource was last made from. */
  const made = new Map<string, string>();
  const request = async (resource: Placed, world: World, sent: Sent): Promise<Live> => {
    opening ??= open(world, waiting);
    const server = await opening;
    const { port } = server.address() as AddressInfo;
    const path = `/${randomUUID()}`;
    const answered = new Promise<string>(resolve => waiting.set(path, resolve));
    try {
      const answer = await ask(resource, world, { ...sent, ResponseURL: `https://localhost:${port}${path}` }, answered);
      const live = liveOf(resource, answer);
      made.set(keyOf(resource), JSON.stringify(sent.ResourceProperties));
      return live;
    } finally {
      waiting.delete(path);
    }
  };
  const remove: CustomResources['remove'] = async (resource, { ref }, world) => {
    const ResourceProperties = JSON.parse(made.get(keyOf(resource)) ?? '{}') as Properties;
    await request(resource, world, { RequestType: 'Delete', PhysicalResourceId: ref, ResourceProperties });
  };
  return {
    create: async (resource, world) =>
      request(resource, world, {
        RequestType: 'Create',
        ResourceProperties: await propertiesOf(resource, world),
      }),
    async update(resource, before, world) {
      const ResourceProperties = await propertiesOf(resource, world);
      const last = made.get(keyOf(resource));
      if (last === JSON.stringify(ResourceProperties)) return before;
      const live = await request(resource, world, {
        RequestType: 'Update',
        PhysicalResourceId: before.ref,
        ResourceProperties,
        OldResourceProperties: JSON.parse(last ?? '{}') as Properties,
      });
      // Another physical id is another resource, and the one before goes.
      if (live.ref !== before.ref) await remove(resource, before, world);
      return live;
    },
    remove,
    async stop() {
      const server = await opening?.catch(() => undefined);
      server?.closeAllConnections();
      await new Promise<void>(resolve => (server === undefined ? resolve() : server.close(() => resolve())));
    },
  };
}

/** HTTPS as the real ResponseURL is: a function that could only talk plain HTTP would not work on AWS either. */
async function open(world: World, waiting: ReadonlyMap<string, (body: string) => void>): Promise<Server> {
  const { certificate, privateKey } = await world.publicCa.issue(['localhost']);
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    receive(request, response, waiting).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return server;
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  waiting: ReadonlyMap<string, (body: string) => void>,
): Promise<void> {
  const answer = waiting.get(request.url ?? '');
  if (answer === undefined || request.method !== 'PUT') return void response.writeHead(404).end();
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  response.writeHead(200).end();
  answer(Buffer.concat(chunks).toString('utf8'));
}

type Properties = Readonly<Record<string, unknown>>;

/** What differs from request to request. */
interface Sent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Properties;
  readonly OldResourceProperties?: Properties;
}

const propertiesOf = async ({ stack, properties }: Placed, world: World): Promise<Properties> =>
  asText(await world.resolve(stack, properties)) as Properties;

async function ask(
  resource: Placed,
  world: World,
  sent: Sent & { readonly ResponseURL: string },
  answered: Promise<string>,
): Promise<Answer> {
  const { stack, logicalId, type } = resource;
  const service = String(sent.ResourceProperties['ServiceToken']);
  const invoked = world.lambda.invoke(service, {
    ...sent,
    StackId: stackId(stack),
    RequestId: randomUUID(),
    ResourceType: type,
    LogicalResourceId: logicalId,
    ServiceToken: service,
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(refused(resource, `no answer within ${answerMs / 1_000} s`)), answerMs);
  });
  // The answer is what counts, as on AWS; but a function that failed will not send one.
  const failed = invoked.then(
    () => new Promise<never>(() => undefined),
    (error: unknown) => Promise.reject(refused(resource, error instanceof Error ? error.message : String(error))),
  );
  try {
    return parse(resource, await Promise.race([answered, failed, late]));
  } finally {
    clearTimeout(timer);
  }
}

function parse(resource: Placed, body: string): Answer {
  const size = Buffer.byteLength(body);
  if (size > maxAnswerBytes)
    throw refused(resource, `an answer of ${size} bytes, of which CloudFormation takes at most ${maxAnswerBytes}`);
  try {
    return JSON.parse(body) as Answer;
  } catch (cause) {
    throw refused(resource, 'an answer that is no JSON', { cause });
  }
}

function liveOf(resource: Placed, { Status, Reason, PhysicalResourceId, Data }: Answer): Live {
  if (Status !== 'SUCCESS') throw refused(resource, Reason ?? 'FAILED without a reason');
  if (typeof PhysicalResourceId !== 'string' || PhysicalResourceId === '')
    throw refused(resource, 'an answer without PhysicalResourceId');
  return { ref: PhysicalResourceId, attributes: Data ?? {} };
}

const refused = ({ stack, logicalId, type }: Placed, got: string, options?: ErrorOptions): LocalError =>
  new LocalError(`${stack.name}/${logicalId} (${type}): ${got}`, options);

/** CloudFormation hands every number and boolean over as text. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asText(item)]));
  return String(value);
}
