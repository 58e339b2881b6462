import * as z from 'zod';
import { propertiesOf, shaped } from '../check';
import type { World } from '../types';

/** Whether a function's resource policy lets the API call it for a route. */
export type MayInvoke = (functionArn: string, routeKey: string) => boolean;

const schema = z.object({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});
type Permission = z.output<typeof schema>;

interface Caller {
  readonly apiId: string;
  /** Absent: an HTTP API's `$default`. */
  readonly stage?: string;
  readonly accountId: string;
  readonly region: string;
}

/** Reads every AWS::Lambda::Permission that API Gateway could use. */
export async function readPermissions(world: World, caller: Caller): Promise<MayInvoke> {
  const permissions: Permission[] = [];
  for (const resource of world.assembly.ofType('AWS::Lambda::Permission')) {
    if (resource.properties.Principal !== 'apigateway.amazonaws.com' && resource.properties.Principal !== '*') continue;
    const used = propertiesOf(resource, {
      honoured: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
      withoutEffect: [],
    });
    permissions.push(shaped(resource, schema, await world.resolve(resource.stack, used)));
  }
  return (functionArn, routeKey) => {
    const sourceArn = sourceArnOf(caller, routeKey);
    return permissions.some(permission => allows(permission, { ...caller, functionArn, sourceArn }));
  };
}

function allows(
  permission: Permission,
  call: { readonly functionArn: string; readonly sourceArn: string; readonly accountId: string },
): boolean {
  const { Action: action, FunctionName: name, SourceArn: source, SourceAccount: account } = permission;
  return (
    (action === 'lambda:InvokeFunction' || action === 'lambda:*') &&
    (name === call.functionArn || call.functionArn.endsWith(`:function:${name}`)) &&
    (account === undefined || account === call.accountId) &&
    (source === undefined || isLike(source, call.sourceArn))
  );
}

/** What API Gateway says it calls for: the stage, then the route's own method and path, not the request's. */
function sourceArnOf({ apiId, accountId, region, stage = '$default' }: Caller, routeKey: string): string {
  const route = routeKey === '$default' ? '$default' : routeKey.replace(' ', '');
  return `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage}/${route}`;
}

/** IAM's ArnLike: `*` and `?` match within each of the six parts between colons. */
function isLike(pattern: string, arn: string): boolean {
  const patterns = sixParts(pattern);
  const parts = sixParts(arn);
  return (
    patterns.length === parts.length &&
    patterns.every((part, at) => {
      const expression = part
        .replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`)
        .replaceAll('*', '.*')
        .replaceAll('?', '.');
      return new RegExp(`^${expression}$`).test(parts[at] ?? '');
    })
  );
}

function sixParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}
