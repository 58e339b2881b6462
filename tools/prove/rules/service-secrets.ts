import type { Json } from '../json';
import { namesSecret, secretAttribute, secretKind } from '../facts/secrets';
import { at } from '../graph/lookups';
import type { Where } from '../graph/types';
import { hasMark, unknownIn } from '../marks';
import { isObject, type Resource } from '../model';
import { stands, unproven, weak, type Context, type Rule, type Verdict } from '../rule';
import { asText, isRecord, own } from '../values';

/** No secret stands in the function's environment. */
export const serviceSecrets: Rule = {
  id: 'service/secrets',
  layer: 'service',
  reason:
    'Whoever may read the function, its template or a dump of its environment has the secret, and nobody sees them read it.',
  fix: 'Keep the secret in Secrets Manager or the parameter store, give the function its name, and let it read it when it starts. A dynamic reference in the environment is written out in plain.',
  check({ route: { integration } }, context) {
    const fn = integration.function;
    return fn === undefined ? [] : context.once(serviceSecrets.id, fn, () => judge(fn, context));
  },
};

function judge(fn: Resource, { properties }: Context): readonly Verdict[] {
  const variables = at(properties(fn), 'Environment.Variables');
  const where = { resource: fn, property: 'Environment.Variables' };
  if (!isObject(variables)) {
    const reason = unknownIn(variables ?? properties(fn)['Environment']);
    return reason === undefined ? [stands(where, 'it has no environment')] : [unproven(where, reason)];
  }
  const found = Object.entries(variables).flatMap(([name, value]) =>
    inVariable({ resource: fn, property: `${where.property}.${name}` }, name, value),
  );
  return found.length > 0 ? found : [stands(where, 'no secret by name or shape')];
}

function inVariable(where: Where, name: string, value: Json): readonly Verdict[] {
  if (hidden(where.resource, name)) return [weak(where, 'holds a parameter that is marked NoEcho')];
  if (typeof value !== 'string') return [];
  const kind = secretAttribute.test(value) ? 'the secret of another resource' : secretKind(value);
  if (kind !== undefined) return [weak(where, `holds ${kind}`)];
  if (!namesSecret(name)) return [];
  const reason = unknownIn(value);
  if (reason !== undefined) return [unproven(where, reason)];
  // A name that promises a secret, and a value that is neither a reference nor a plain word.
  return !hasMark(value) && value.length >= 8 && !/^(?:arn:|\/|true$|false$|\d+$)/.test(value)
    ? [weak(where, 'is named like a secret and holds a written value')]
    : [];
}

/** Whether the variable is a parameter that its author wanted hidden. */
function hidden({ stack, written }: Resource, name: string): boolean {
  const value = own(own(own(written, 'Environment'), 'Variables'), name);
  const parameter = isRecord(value) ? own(stack.template.Parameters, asText(value['Ref'])) : undefined;
  return parameter !== undefined && asText(own(parameter, 'NoEcho')) === 'true';
}
