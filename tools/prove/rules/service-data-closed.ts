import type { Json } from '../json';
import { environmentOf } from '../facts/guard';
import { openStatement } from '../facts/open-policy';
import { rightsOf, roleOf } from '../facts/roles';
import { at } from '../graph/lookups';
import { mentions, unknownIn } from '../marks';
import type { Resource } from '../model';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';

/** The tables the function works with, and their keys, are open to nobody but those the account lets in. */
export const serviceDataClosed: Rule = {
  id: 'service/data-closed',
  layer: 'service',
  reason: 'A policy on the data itself that lets anyone in is a way to it that no layer before the data can close.',
  fix: 'Name principals in the ResourcePolicy of a table and in the policy of its key; never * without a condition on who asks. Leave the key enabled.',
  check({ route: { integration } }, context) {
    const fn = integration.function;
    return fn === undefined ? [] : context.once(serviceDataClosed.id, fn, () => judge(fn, context));
  },
};

function judge(fn: Resource, context: Context): readonly Verdict[] {
  const { model } = context;
  const role = roleOf(model, fn);
  const rights =
    role === undefined ? [] : rightsOf(model, role).statements.map(({ statement }) => statement['Resource']);
  const reached = mentions(model, [environmentOf(model, fn), ...rights.filter(part => part !== undefined)]);
  const keys = reached.flatMap(resource => keysOf(resource, context));
  return [...new Set([...reached, ...keys])].flatMap(resource =>
    context.once('data policies', resource, () => closed(resource, context)),
  );
}

/** The keys that encrypt a resource, which its properties name. */
function keysOf(resource: Resource, { model, properties }: Context): readonly Resource[] {
  const holds = resource.type.startsWith('AWS::DynamoDB::');
  return holds ? mentions(model, properties(resource)).filter(({ type }) => type === 'AWS::KMS::Key') : [];
}

/** Where each type keeps the policy that says who may come, in its own properties. */
const inside: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'ResourcePolicy.PolicyDocument',
  'AWS::KMS::Key': 'KeyPolicy',
};

function closed(resource: Resource, { properties }: Context): readonly Verdict[] {
  const property = inside[resource.type];
  if (property === undefined) return [];
  const off = properties(resource)['Enabled'];
  if (resource.type === 'AWS::KMS::Key' && (off === false || off === 'false'))
    return [weak({ resource, property: 'Enabled' }, 'the key is off, so nothing it encrypts can be read')];
  const where = { resource, property };
  const document: Json | undefined = at(properties(resource), property);
  const reason = unknownIn(document);
  if (reason !== undefined) return [unproven(where, reason)];
  const open = openStatement(document);
  return open === undefined
    ? [stands(where, 'lets in only whom it names')]
    : [weak({ resource, property: `${property}.Statement.${open}` }, 'lets anyone in')];
}
