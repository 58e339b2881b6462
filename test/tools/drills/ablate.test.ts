import { ablationOf, ablations } from '../../../tools/drills/ablate';
import { readAssembly } from '../../../tools/local/assembly';
import type { Assembly, Placed } from '../../../tools/local/types';
import type { LayerName } from '../../../lib/chain';
import { assemblyDirectory, assemblyOf } from '../../assembly';

const whole = readAssembly(assemblyDirectory);

const managed = readAssembly(assemblyOf('managed-edge'));

const without = (layer: LayerName): Assembly => whole.edited(stacks => ablationOf(layer)?.edit(stacks));

const stripped = (layer: LayerName): Assembly => managed.edited(stacks => ablationOf(layer)?.edit(stacks));

const propertiesOf = (assembly: Assembly, type: string): Placed['properties'][] => {
  const found = assembly.ofType(type).map(({ properties }) => properties);
  expect(found.length).toBeGreaterThan(0);
  return found;
};

test('without tls, the distribution serves plain HTTP and TLS 1.0', () => {
  for (const { DistributionConfig } of propertiesOf(without('tls'), 'AWS::CloudFront::Distribution'))
    expect(DistributionConfig).toMatchObject({
      DefaultCacheBehavior: { ViewerProtocolPolicy: 'allow-all' },
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1' },
    });
});

test('without client-mtls, no distribution asks for a certificate or runs a connection function', () => {
  const before = propertiesOf(managed, 'AWS::CloudFront::Distribution').map(({ DistributionConfig }) =>
    Object.keys(DistributionConfig as object),
  );
  expect(before.flat()).toEqual(expect.arrayContaining(['ViewerMtlsConfig', 'ConnectionFunctionAssociation']));
  const edited = stripped('client-mtls');
  for (const { DistributionConfig } of propertiesOf(edited, 'AWS::CloudFront::Distribution')) {
    expect(DistributionConfig).not.toHaveProperty('ViewerMtlsConfig');
    expect(DistributionConfig).not.toHaveProperty('ConnectionFunctionAssociation');
  }
});

test('without client-mtls where there is none, there is nothing to take away', () => {
  expect(() => without('client-mtls')).toThrow('client-mtls: nothing to take away');
});

test('without waf, the distribution names no web ACL, and the web ACL still stands', () => {
  const edited = without('waf');
  for (const { DistributionConfig } of propertiesOf(edited, 'AWS::CloudFront::Distribution'))
    expect(DistributionConfig).not.toHaveProperty('WebACLId');
  expect(edited.ofType('AWS::WAFv2::WebACL')).toEqual(
    whole.ofType('AWS::WAFv2::WebACL').map(placed => ({ ...placed, stack: expect.anything() as unknown })),
  );
});

test('without origin-mtls, the API domain has no truststore and execute-api is open', () => {
  const edited = without('origin-mtls');
  for (const domain of propertiesOf(edited, 'AWS::ApiGatewayV2::DomainName'))
    expect(domain).not.toHaveProperty('MutualTlsAuthentication');
  for (const api of propertiesOf(edited, 'AWS::ApiGatewayV2::Api')) expect(api.DisableExecuteApiEndpoint).toBe(false);
});

test('without gateway, no throttle is left and a $default route asks for no token', () => {
  const edited = without('gateway');
  for (const stage of propertiesOf(edited, 'AWS::ApiGatewayV2::Stage')) {
    expect(stage).not.toHaveProperty('RouteSettings');
    expect(stage).not.toHaveProperty('DefaultRouteSettings');
  }
  expect(propertiesOf(edited, 'AWS::ApiGatewayV2::Route')).toContainEqual(
    expect.objectContaining({ RouteKey: '$default', AuthorizationType: 'NONE' }),
  );
});

test('without auth, no route has an authorizer or a scope', () => {
  for (const route of propertiesOf(without('auth'), 'AWS::ApiGatewayV2::Route')) {
    expect(route.AuthorizationType).toBe('NONE');
    expect(route).not.toHaveProperty('AuthorizerId');
    expect(route).not.toHaveProperty('AuthorizationScopes');
  }
});

test('without service, the guarded functions answer 200, and the custom resources are as they were', () => {
  const stubbed = (assembly: Assembly) =>
    propertiesOf(assembly, 'AWS::Lambda::Function').map(({ Code }) => 'ZipFile' in (Code as object));
  const guarded = propertiesOf(whole, 'AWS::Lambda::Function').map(({ Environment }) =>
    JSON.stringify(Environment ?? {}).includes('PROFILE'),
  );
  expect(stubbed(whole)).not.toContain(true);
  expect(guarded).toContain(true);
  expect(guarded).toContain(false);
  expect(stubbed(without('service'))).toEqual(guarded);
});

test('without watch, no alarm has an action', () => {
  for (const alarm of propertiesOf(without('watch'), 'AWS::CloudWatch::Alarm'))
    expect(alarm).not.toHaveProperty('AlarmActions');
});

test('without tls, a distribution that asks for certificates serves TLS 1.0 and no plain HTTP', () => {
  const edited = stripped('tls');
  const configs = propertiesOf(edited, 'AWS::CloudFront::Distribution').map(
    ({ DistributionConfig }) => DistributionConfig,
  );
  expect(configs).toContainEqual(
    expect.objectContaining({
      ViewerMtlsConfig: expect.anything(),
      DefaultCacheBehavior: expect.objectContaining({ ViewerProtocolPolicy: 'https-only' }),
      ViewerCertificate: expect.objectContaining({ MinimumProtocolVersion: 'TLSv1' }),
    }),
  );
});

/** The edge of managed devices has every layer there is. */
describe.each(ablations)('the edit of $layer', ({ layer, edit }) => {
  test('leaves the original as it was', () => {
    const before = JSON.stringify(managed.stacks.map(({ template }) => template));
    stripped(layer);
    expect(JSON.stringify(managed.stacks.map(({ template }) => template))).toBe(before);
  });

  test('touches no layer but its own', () => {
    const twice = stripped(layer);
    for (const other of ablations) if (other.layer !== layer) expect(() => twice.edited(other.edit)).not.toThrow();
  });

  test('throws, and names the layer, when there is nothing left to edit', () => {
    expect(() => stripped(layer).edited(edit)).toThrow(new RegExp(`^${layer}: nothing to take away: `));
  });
});
