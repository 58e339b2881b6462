import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkParsePolicySet,
  preparsePolicySet,
  preparseSchema,
  schemaToJson,
  statefulIsAuthorized,
  validate,
  type EntityJson,
} from '@cedar-policy/cedar-wasm/nodejs';
import { policyNames, readPolicies } from '../../../lambda/policies';
import { cedar, type Question } from '../../../lambda/policies/cedar';
import { isPublic } from '../../../lambda/guard/routes';
import { routeTable } from '../../../lib/routes';
import { cases, missed } from './cases';

const folder = join(__dirname, '..', '..', '..', 'lambda', 'policies');
const schema = readFileSync(join(folder, 'schema.cedarschema'), 'utf8');
const policies = readPolicies();
const authorizer = cedar();

describe('the policies', () => {
  test('are the files of the folder', () =>
    expect(
      readdirSync(folder)
        .filter(name => name.endsWith('.cedar'))
        .sort(),
    ).toEqual(policyNames.map(name => `${name}.cedar`)));

  test('fit the schema', () =>
    expect(validate({ schema, policies: { staticPolicies: policies } })).toEqual({
      type: 'success',
      validationErrors: [],
      validationWarnings: [],
      otherWarnings: [],
    }));

  test.each([
    ['an attribute nobody has', 'permit (principal is Portcullis::User, action, resource) when { principal.admin };'],
    ['an action there is not', 'permit (principal, action == Portcullis::Action::"readEverything", resource);'],
    ['text compared to a number', 'forbid (principal, action, resource) when { context.profile == 1 };'],
  ])('with %s do not', (_what, text) =>
    expect(validate({ schema, policies: { staticPolicies: { ...policies, odd: text } } })).toMatchObject({
      validationErrors: [{ policyId: 'odd' }],
    }),
  );
});

describe('the schema', () => {
  const parsed = schemaToJson(schema);
  if (parsed.type === 'failure') throw new Error(parsed.errors[0]?.message);
  const actions = parsed.json['Portcullis']?.actions ?? {};
  const rows = routeTable.flatMap(row => (isPublic(row) ? [] : [row]));

  test('has one action a route', () =>
    expect(Object.keys(actions).sort()).toEqual(rows.map(({ action }) => action).sort()));
});

describe('who may do what', () => {
  test.each(cases)('$name: $allowed', ({ question, allowed, by }) =>
    expect(authorizer(question)).toEqual({ allowed, policies: [...by] }),
  );

  test('every policy decides some of it', () =>
    expect(new Set(cases.flatMap(({ by }) => by))).toEqual(new Set(policyNames)));

  test('every action is both allowed and refused somewhere', () => {
    for (const { action } of routeTable.filter(row => !isPublic(row)))
      for (const allowed of [true, false])
        expect([
          action,
          allowed,
          cases.filter(one => one.question.action === action && one.allowed === allowed).length > 0,
        ]).toEqual([action, allowed, true]);
  });

  const strangers = ['an action that no policy knows', 'a caller that is neither person nor partner'];
  test.each(cases.filter(({ name }) => !strangers.includes(name)))(
    '$name: asked as the schema has it',
    ({ question }) => expect(checked(question)).toMatchObject({ type: 'success' }),
  );
});

const parsedOnce = 'with its schema';
beforeAll(() => {
  expect(preparseSchema(parsedOnce, schema)).toEqual({ type: 'success' });
  expect(preparsePolicySet(parsedOnce, { staticPolicies: policies })).toEqual({ type: 'success' });
});

/** The same question with everything in it held against the schema. */
function checked({ principal, action, resource, context }: Question) {
  const uid = (type: string, id: string) => ({ type: `Portcullis::${type}`, id });
  const entities: EntityJson[] = [
    { uid: uid(resource.type, resource.id), attrs: {}, parents: [uid(principal.type, resource.owner)] },
    { uid: uid(principal.type, principal.id), attrs: (principal.attributes ?? {}) as EntityJson['attrs'], parents: [] },
  ];
  return statefulIsAuthorized({
    principal: uid(principal.type, principal.id),
    action: uid('Action', action),
    resource: uid(resource.type, resource.id),
    context: context as Record<string, never>,
    preparsedSchemaName: parsedOnce,
    validateRequest: true,
    preparsedPolicySetId: parsedOnce,
    entities,
  });
}

describe('without a policy', () => {
  test.each(policyNames)('%s, its case is decided otherwise', name => {
    const { [name]: _gone, ...others } = policies;
    const without = cedar(others);
    const changed = cases.filter(({ question, allowed }) => without(question).allowed !== allowed).map(one => one.name);
    expect(changed).toContain(missed[name]);
  });
});

describe('does not start', () => {
  test('without one of its files', () =>
    expect(() => readPolicies(join(folder, 'gone'))).toThrow('device-active.cedar'));

  test('with a policy that does not parse', () =>
    expect(() => cedar({ ...policies, broken: 'permit (principal, action resource);' })).toThrow(
      'policies: they do not parse',
    ));

  test('with a policy that lets everybody do everything', () => {
    const open = 'permit (principal, action, resource);';
    expect(checkParsePolicySet({ staticPolicies: { open } })).toEqual({ type: 'success' });
    expect(() => cedar({ ...policies, open })).toThrow('policies: they let nobody do anything');
  });
});

test('a policy that cannot be evaluated is a fault, never a rule that is left out', () => {
  const [{ question }] = [
    cases.find(({ name }) => name === 'a person pays a little, long after signing in') ?? { question: undefined },
  ];
  if (question === undefined) throw new Error('no such case');
  const { amountMinor: _forgotten, ...context } = question.context;
  expect(() => authorizer({ ...question, context })).toThrow(/^policies: step-up: .*amountMinor/);
});

test('V8 may give up optimized code in the middle of a decision', () => {
  const script = join(__dirname, 'inlined.ts');
  const printed = execFileSync(process.execPath, ['--allow-natives-syntax', '--require', 'tsx/cjs', script], {
    timeout: 15_000,
  });
  expect(printed.toString().trim()).toBe('deny');
});
