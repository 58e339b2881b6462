import { prove, type RouteResult } from '../../../tools/prove/proof';
import { missing, stands, unproven, weak, type Rule, type Status } from '../../../tools/prove/rule';
import { modelOf, pathName } from './graph/written';

/** A rule that finds what a test says, by the words of a path. */
const rule = (says: (path: string) => Status): Rule => ({
  id: 'auth/made-up',
  layer: 'auth',
  reason: '',
  fix: '',
  check(path) {
    const where = path.route.where;
    return [{ stands, missing, weak, unproven }[says(pathName(path))](where, 'as the test says')];
  },
});

const layers = { edge: ['auth'], regional: ['auth'] } as const;

function routes(yaml: string, says: (path: string) => Status): readonly RouteResult[] {
  return prove(modelOf(yaml), { profile: 'consumer', layers, waivers: [], external: [] }, [rule(says)]).routes;
}

const verdicts = (yaml: string, says: (path: string) => Status): readonly string[] =>
  routes(yaml, says).map(({ api, route, verdict }) => `${api} ${route.key} ${verdict}`);

const api = (id: string, keys: readonly string[], fn = 'Fn'): string => `
${id}: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: ${id} } }
${id}Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref ${id}, StageName: $default } }
${id}Integration: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref ${id}, IntegrationUri: !GetAtt ${fn}.Arn } }
${keys.map((key, i) => `${id}Route${i}: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref ${id}, RouteKey: "${key}", Target: !Sub "integrations/\${${id}Integration}" } }`).join('\n')}
`;

const fn = 'Fn: { Type: AWS::Lambda::Function, Properties: {} }';

describe('ways around an API', () => {
  test('a second API with the same function is a way to every route of the first', () => {
    const yaml = fn + api('One', ['GET /a', 'GET /b']) + api('Two', ['GET /c', 'GET /d']);
    expect(verdicts(yaml, path => (path.endsWith('/d') ? 'missing' : 'stands'))).toEqual([
      'One GET /a gap',
      'One GET /b gap',
      'Two GET /c complete',
      'Two GET /d gap',
    ]);
  });

  test('one way for each, the weakest, however many routes it has there', () => {
    const yaml = fn + api('One', ['GET /a']) + api('Two', ['GET /b', 'GET /c', 'GET /d']);
    const [first] = routes(yaml, path => (path.endsWith('/c') ? 'weak' : path.endsWith('/b') ? 'unproven' : 'stands'));
    expect(first?.paths.map(({ path }) => path.route.key)).toEqual(['GET /a', 'GET /c']);
  });

  test('another function is another matter', () => {
    const yaml = `${fn}\nOther: { Type: AWS::Lambda::Function, Properties: {} }${api('One', ['GET /a'])}${api('Two', ['GET /b'], 'Other')}`;
    expect(verdicts(yaml, path => (path.endsWith('/b') ? 'missing' : 'stands'))).toEqual([
      'One GET /a complete',
      'Two GET /b gap',
    ]);
  });

  test('a route that is public by decision over there is no way around', () => {
    const open = api('Two', ['GET /b']).replace(
      'Type: AWS::ApiGatewayV2::Route,',
      'Type: AWS::ApiGatewayV2::Route, Metadata: { "portcullis:public": health },',
    );
    expect(verdicts(fn + api('One', ['GET /a']) + open, path => (path.endsWith('/b') ? 'missing' : 'stands'))).toEqual([
      'One GET /a complete',
      'Two GET /b public',
    ]);
  });
});

describe('doubt', () => {
  const conditional = (id: string): string =>
    `Parameters: { P: { Type: String } }\nConditions: { C: !Equals [!Ref P, x], D: !Equals [!Ref P, y] }\nResources:\n${(
      fn + api('One', ['GET /a'])
    )
      .replace(`${id}: {`, `${id}: { Condition: C,`)
      .replaceAll(/^/gm, '  ')}`;

  test.each(['missing', 'weak', 'unproven'] as const)(
    'what is %s on a way that may not be there is unproven',
    status => {
      expect(verdicts(conditional('One'), () => status)).toEqual(['One GET /a unproven']);
    },
  );

  test('a way that may not be there, and has every layer if it is, takes nothing away', () => {
    expect(verdicts(conditional('One'), () => 'stands')).toEqual(['One GET /a complete']);
  });

  test('a layer that may not be there does not stand', () => {
    const model = modelOf(conditional('OneStage'));
    const stage = model.ofType('AWS::ApiGatewayV2::Stage')[0];
    if (stage === undefined) throw new Error('no stage');
    const onStage: Rule = { ...rule(() => 'stands'), check: () => [stands({ resource: stage }, 'there')] };
    const found = prove(model, { profile: 'consumer', layers, waivers: [], external: [] }, [onStage]).routes;
    expect(found.map(({ verdict }) => verdict)).toEqual(['unproven']);
  });

  test('a layer that no rule speaks of is unproven there, and missing elsewhere', () => {
    const silent: Rule = { ...rule(() => 'stands'), check: () => [] };
    const of = (yaml: string): readonly string[] =>
      prove(modelOf(yaml), { profile: 'consumer', layers, waivers: [], external: [] }, [silent]).routes.map(
        ({ verdict }) => verdict,
      );
    expect([of(conditional('One')), of(fn + api('One', ['GET /a']))]).toEqual([['unproven'], ['gap']]);
  });
});

describe('a proof', () => {
  test('a rule that throws proves nothing', () => {
    const yaml = fn + api('One', ['GET /a']);
    const [found] = routes(yaml, () => {
      throw new Error('a bug');
    });
    expect([found?.verdict, found?.paths[0]?.layers[0]?.verdicts[0]?.says]).toEqual([
      'unproven',
      'the rule failed: a bug',
    ]);
  });

  test('an API nobody gave leaves its routes unproven, with the reason', () => {
    const yaml = 'Route: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !ImportValue api, RouteKey: GET /a } }';
    expect(routes(yaml, () => 'stands').map(({ route, verdict, reason }) => [route.key, verdict, reason])).toEqual([
      ['GET /a', 'unproven', 'export api is in none of the templates given'],
    ]);
  });
});
