import { startDynamo, provider as tableProvider } from './dynamo';
import { placed } from './assembly';
import { startEdge, type LocalEdge } from './edge';
import { startGateway, type LocalGateway } from './gateway';
import { createIssuerHost } from './issuer';
import { createLambdaHost } from './lambda';
import { invokeByName } from './lambda/by-name';
import { createLedger } from './ledger';
import { startSchedules } from './schedules';
import { serviceEntry } from './service-log';
import { startLambda } from './standins/lambda';
import { systemOf } from './system';
import { LocalError, type Assembly, type LocalChain, type World } from './types';
import { createWorld, type LivingWorld } from './world';

export interface ChainOptions {
  /** Ports on loopback; any that is left out is chosen by the system. */
  readonly ports?: {
    readonly edge?: number;
    readonly edgeHttp?: number;
    readonly enrol?: number;
    readonly proxy?: number;
    readonly gateway?: number;
    readonly defaultEndpoint?: number;
    readonly issuer?: number;
  };
}

/**
 * Brings the whole chain of an assembly up on loopback: what the account would hold first, then what stands in a request's
 * way. Rejects with LocalError where the templates ask for something that cannot be honoured here, and leaves nothing running.
 */
export async function startChain(assembly: Assembly, { ports = {} }: ChainOptions = {}): Promise<LocalChain> {
  const { hold, stop } = createKeeper();
  const ledger = createLedger();
  const system = systemOf(assembly);
  let world: LivingWorld | undefined;
  const worldOf = (): LivingWorld => {
    if (world === undefined) throw new LocalError('a function was invoked before there was anything to run it in');
    return world;
  };
  const lambda = createLambdaHost(worldOf);
  lambda.onLine((_, line) => {
    const entry = serviceEntry(line);
    if (entry !== undefined) ledger.record(entry);
  });
  try {
    // The issuer boots longest, so it starts first.
    const issuers = createIssuerHost({ port: ports.issuer ?? 0 });
    await hold(Promise.resolve(issuers));
    await hold(Promise.resolve(lambda));
    const [dynamo, functions] = await Promise.all([
      hold(startDynamo()),
      hold(startLambda((region, name, event) => invokeByName(worldOf(), region, name, event))),
    ]);
    const made = (world = await hold(
      createWorld(await issuers.standIn(assembly), {
        ledger,
        lambda,
        providers: { ...issuers.providers, 'AWS::DynamoDB::Table': tableProvider },
        endpoints: { AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint, AWS_ENDPOINT_URL_LAMBDA: functions.url },
      }),
    ));
    const [gateway, edge, issuer] = await Promise.all([
      hold(startGateway(made, ports)),
      hasEdge(assembly) ? hold(startEdge(made, ports)) : undefined,
      issuers.open(made),
      bringUp(made),
    ]);
    let schedules = await startSchedules(made);
    await hold(Promise.resolve({ stop: () => schedules.stop() }));
    await lambda.rest();
    const entry = edge ?? gateway.entry;
    if (entry === undefined)
      throw new LocalError('the templates have no AWS::CloudFront::Distribution, so there is no edge to start');
    return {
      get world() {
        return worldOf();
      },
      system,
      entry,
      edge,
      enrol: edge?.enrol,
      gateway,
      issuer,
      ledger,
      fireSchedules: () => schedules.fire(),
      async deploy(next) {
        const after = await deployOver(worldOf(), await issuers.standIn(next), { gateway, edge });
        world = after;
        await schedules.stop();
        schedules = await startSchedules(after);
        // Functions that it changed answer what they have begun as they were, and are not asked so again.
        await lambda.rest(after);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Stack by stack in the order of their dependencies, as the CDK's command line deploys them. */
async function deployOver(
  before: LivingWorld,
  next: Assembly,
  { gateway, edge }: { readonly gateway: LocalGateway; readonly edge: LocalEdge | undefined },
): Promise<LivingWorld> {
  const after = before.next(next);
  for (const stack of next.stacks) {
    const resources = placed(stack);
    await Promise.all(resources.map(resource => after.live(resource)));
    const has = (type: string) => resources.some(resource => resource.type === type);
    if (has('AWS::ApiGatewayV2::Api') || has('AWS::ApiGateway::RestApi')) await gateway.reload(after);
    if (has('AWS::CloudFront::Distribution')) await edge?.reload(after);
  }
  await before.retire(after);
  return after;
}

const hasEdge = (assembly: Assembly): boolean => assembly.ofType('AWS::CloudFront::Distribution').length > 0;

/** Everything in the templates, as a deployment would: what nothing refers to can fail, too. */
async function bringUp(world: World): Promise<void> {
  await Promise.all(world.assembly.stacks.flatMap(placed).map(resource => world.live(resource)));
}

interface Stoppable {
  stop(): Promise<void>;
}

interface Keeper {
  readonly hold: <T extends Stoppable>(starting: Promise<T>) => Promise<T>;
  readonly stop: () => Promise<void>;
}

/** Remembers what was started, and stops it in the opposite order: those who call before those who are called. */
function createKeeper(): Keeper {
  const started: Promise<Stoppable>[] = [];
  let stopping: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const starting of started.toReversed()) {
      // What did not come up has nothing to stop, and its failure is told elsewhere.
      const part = await starting.catch(() => undefined);
      await part?.stop().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'some parts of the chain did not stop');
  };
  return {
    hold(starting) {
      started.push(starting);
      return starting;
    },
    stop: () => (stopping ??= stopAll()),
  };
}
