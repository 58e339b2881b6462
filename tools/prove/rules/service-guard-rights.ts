import type { Json } from '../json';
import { logGroupsOf } from '../facts/function-logs';
import { environmentOf, guardOf } from '../facts/guard';
import { many, type Statement } from '../facts/policy-document';
import { rightsOf, roleOf, type Rights } from '../facts/roles';
import { mentions } from '../marks';
import { isObject, type Model, type Resource } from '../model';
import { stands, weak, type Context, type Rule, type Verdict } from '../rule';
import { asText } from '../values';

/** A function with our guard reaches the tables its environment names, their key through DynamoDB, and its own log. */
export const serviceGuardRights: Rule = {
  id: 'service/guard-rights',
  layer: 'service',
  reason:
    "A service that may touch another service's table, or decrypt with its key outside DynamoDB, is a way to data that its routes were never meant to reach.",
  fix: 'Grant DynamoDB actions on the tables that the environment names, KMS actions with kms:ViaService, and log actions on the log group of the function.',
  check({ route: { integration } }, context) {
    const fn = integration.function;
    if (fn === undefined || guardOf(context.model, fn) === undefined) return [];
    return context.once(serviceGuardRights.id, fn, () => judge(fn, context));
  },
};

function judge(fn: Resource, { model }: Context): readonly Verdict[] {
  const role = roleOf(model, fn);
  if (role === undefined) return [];
  const named = tablesNamed(model, fn);
  const logs = logGroupsOf(model, fn);
  const allowed: Readonly<Record<string, readonly Resource[]>> = {
    'AWS::DynamoDB::Table': named,
    'AWS::DynamoDB::GlobalTable': named,
    'AWS::Logs::LogGroup': logs,
  };
  const found = rightsOf(model, role).statements.flatMap(({ where, statement }) => {
    const foreign = mentions(model, statement['Resource'] ?? null).find(
      resource => allowed[resource.type]?.includes(resource) === false,
    );
    if (foreign !== undefined)
      return [weak(where, `reaches ${foreign.logicalId}, which the function is not set up for`)];
    return beyond(statement).map(says => weak(where, says));
  });
  return found.length > 0 ? found : [stands({ resource: role }, 'no more than what the function is set up for')];
}

/** The tables the function is told of, by reference or by the name they were given. */
function tablesNamed(model: Model, fn: Resource): readonly Resource[] {
  const environment = environmentOf(model, fn);
  const words = new Set(Object.values(environment));
  const byName = model
    .ofType('AWS::DynamoDB::Table')
    .filter(table => words.has(model.properties(table)['TableName'] ?? {}));
  return [...mentions(model, environment), ...byName];
}

function beyond(statement: Rights['statements'][number]['statement']): readonly string[] {
  const actions = many(statement['Action']).map(action => asText(action).toLowerCase());
  if (actions.some(action => action.startsWith('kms:')) && !viaService(statement))
    return ['uses a key without kms:ViaService'];
  const everywhere = many(statement['Resource']).some(resource => asText(resource) === '*');
  const logging = actions.find(action => action.startsWith('logs:'));
  return everywhere && logging !== undefined ? [`${logging} on every log: it could write other services' lines`] : [];
}

const viaService = (statement: Statement): boolean =>
  Object.entries(isObject(statement['Condition']) ? statement['Condition'] : {}).some(
    ([operator, keys]) =>
      /^String(?:Equals|Like)$/.test(operator) && isServices(isObject(keys) ? keys['kms:ViaService'] : undefined),
  );

const isServices = (value: Json | undefined): boolean =>
  many(value).length > 0 && many(value).every(service => /^[a-z0-9-]+\./.test(asText(service)));
