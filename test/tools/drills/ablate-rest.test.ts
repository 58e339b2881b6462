import { ablationOf } from '../../../tools/drills/ablate';
import { readAssembly } from '../../../tools/local/assembly';
import type { Assembly, Placed } from '../../../tools/local/types';
import { layersOf, type LayerName } from '../../../lib/chain';
import { assemblyOf } from '../../assembly';

/** The same edits where clients call a REST API themselves. */

const whole = readAssembly(assemblyOf('consumer-regional'));
const without = (layer: LayerName): Assembly => whole.edited(stacks => ablationOf(layer)?.edit(stacks));

const propertiesOf = (assembly: Assembly, type: string): Placed['properties'][] => {
  const found = assembly.ofType(type).map(({ properties }) => properties);
  expect(found.length).toBeGreaterThan(0);
  return found;
};

test('without tls, the domain takes TLS 1.0', () => {
  expect(propertiesOf(without('tls'), 'AWS::ApiGateway::DomainName')).toEqual([
    expect.objectContaining({ SecurityPolicy: 'TLS_1_0' }),
  ]);
});

test('without waf, no web ACL is associated with the stage, that of the user pool stays, and nothing waits for what is gone', () => {
  const edited = without('waf');
  const guardedResources = propertiesOf(edited, 'AWS::WAFv2::WebACLAssociation').map(({ ResourceArn }) =>
    JSON.stringify(ResourceArn),
  );
  expect(guardedResources).toHaveLength(1);
  expect(guardedResources[0]).toContain('UserPool');
  for (const { template } of edited.stacks)
    for (const { DependsOn = [] } of Object.values(template.Resources))
      for (const name of [DependsOn].flat()) expect(template.Resources).toHaveProperty([name]);
});

test('without gateway, no throttle is left, nothing is validated, and every other request has a method and no token', () => {
  const edited = without('gateway');
  for (const { MethodSettings } of propertiesOf(edited, 'AWS::ApiGateway::Stage'))
    expect(JSON.stringify(MethodSettings)).not.toContain('Throttling');
  const methods = propertiesOf(edited, 'AWS::ApiGateway::Method');
  expect(methods.some(one => 'RequestValidatorId' in one)).toBe(false);
  expect(methods).toContainEqual(expect.objectContaining({ HttpMethod: 'ANY', AuthorizationType: 'NONE' }));
  expect(propertiesOf(edited, 'AWS::ApiGateway::Resource')).toContainEqual(
    expect.objectContaining({ PathPart: '{proxy+}' }),
  );
  expect(propertiesOf(edited, 'AWS::ApiGateway::RestApi')).toEqual([
    expect.objectContaining({ DisableExecuteApiEndpoint: false }),
  ]);
});

test('without auth, no method has an authorizer or a scope', () => {
  for (const method of propertiesOf(without('auth'), 'AWS::ApiGateway::Method')) {
    expect(method.AuthorizationType).toBe('NONE');
    expect(method).not.toHaveProperty('AuthorizerId');
    expect(method).not.toHaveProperty('AuthorizationScopes');
  }
});

test.each(layersOf('consumer', 'regional').map(({ name }) => name))(
  'the edit of %s throws, and names the layer, when there is nothing left to edit',
  layer => {
    const edit = ablationOf(layer)?.edit;
    if (edit === undefined) throw new Error(`${layer}: no edit`);
    expect(() => without(layer).edited(edit)).toThrow(new RegExp(`^${layer}: nothing to take away: `));
  },
);
