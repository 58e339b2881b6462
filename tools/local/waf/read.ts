import * as z from 'zod';
import { LocalError, type World } from '../types';
import { check } from '../check';
import { compileWebAcl, type WebAcl } from './acl';
import { compileIpSet } from './statements/address';
import { compileRegex } from './statements/match';

/** Who names the web ACL, and of which scope it must be: CloudFormation refuses the other one. */
interface Attachment {
  readonly where: string;
  readonly scope: WebAcl['scope'];
}

/** Compiles the web ACL that a distribution or an association names, with the sets its rules refer to. */
export async function readWebAcl(world: World, arn: string, { where, scope }: Attachment): Promise<WebAcl> {
  const resource = world.byIdentity(arn);
  if (resource?.type !== 'AWS::WAFv2::WebACL')
    throw new LocalError(`${where}: got ${arn}, takes the Arn of an AWS::WAFv2::WebACL of these templates`);
  const [properties, ipSets, patternSets] = await Promise.all([
    world.resolve(resource.stack, resource.properties),
    sets(world, 'AWS::WAFv2::IPSet', ipSet, ({ Addresses }, where) => compileIpSet(Addresses, where)),
    sets(world, 'AWS::WAFv2::RegexPatternSet', patternSet, ({ RegularExpressionList }, where) =>
      RegularExpressionList.map(source => compileRegex(source, where)),
    ),
  ]);
  const webAcl = compileWebAcl(properties, { ipSets, patternSets });
  if (webAcl.scope !== scope)
    throw new LocalError(`${where}: got a web ACL of scope ${webAcl.scope}, takes one of scope ${scope}`);
  return webAcl;
}

const ipSet = z.object({ Addresses: z.array(z.string()) });
const patternSet = z.object({ RegularExpressionList: z.array(z.string()) });

/** Every set of a type, by the ARN that rules name it with. */
async function sets<S extends z.ZodType, T>(
  world: World,
  type: string,
  schema: S,
  compile: (properties: z.output<S>, where: string) => T,
): Promise<ReadonlyMap<string, T>> {
  const entries = world.assembly.ofType(type).map(async resource => {
    const where = `${type} ${resource.logicalId}`;
    const { attributes } = await world.live(resource);
    const properties = check(where, schema, await world.resolve(resource.stack, resource.properties));
    return [String(attributes['Arn']), compile(properties, where)] as const;
  });
  return new Map(await Promise.all(entries));
}
