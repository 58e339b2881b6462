import { LocalError, type Placed, type World } from '../types';
import { compileConnectionFunction, compileFunction, type EdgeFunction } from './functions/runtime';
import { readWebAcl } from '../waf/read';
import type { WebAcl } from '../waf/acl';

/**
 * What several distributions may share: a function runs in one thread and a web ACL counts once, however many distributions
 * name it.
 */
export interface Shelf {
  function(arn: string): Promise<EdgeFunction>;
  connectionFunction(id: string): Promise<EdgeFunction>;
  webAcl(arn: string): Promise<WebAcl>;
  stop(): Promise<void>;
}

export function createShelf(world: World): Shelf {
  const functions = new Map<string, Promise<EdgeFunction>>();
  const webAcls = new Map<string, Promise<WebAcl>>();
  const compiled = (
    identity: string,
    place: string,
    type: string,
    compile: (properties: unknown, world: World) => Promise<EdgeFunction>,
  ): Promise<EdgeFunction> =>
    once(functions, identity, async () => {
      const resource = world.byIdentity(identity);
      if (resource?.type !== type)
        throw new LocalError(`${place}: got ${identity}, takes an ${type} of these templates`);
      return compile(await propertiesOf(world, resource), world);
    });
  return {
    function: arn => compiled(arn, 'FunctionAssociations', 'AWS::CloudFront::Function', compileFunction),
    connectionFunction: id =>
      compiled(id, 'ConnectionFunctionAssociation', 'AWS::CloudFront::ConnectionFunction', compileConnectionFunction),
    webAcl: arn => once(webAcls, arn, () => readWebAcl(world, arn, { where: 'WebACLId', scope: 'CLOUDFRONT' })),
    async stop() {
      // What did not compile has nothing to stop, and its failure is told elsewhere.
      const running = await Promise.allSettled(functions.values());
      await Promise.all(running.map(async each => each.status === 'fulfilled' && each.value.stop()));
    },
  };
}

const propertiesOf = (world: World, { stack, properties }: Placed): Promise<unknown> =>
  world.resolve(stack, properties);

function once<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = made.get(key) ?? make();
  made.set(key, found);
  return found;
}
