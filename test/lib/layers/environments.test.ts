import { routeKey } from '../../../lambda/guard/routes';
import { layersOf, type LayerName } from '../../../lib/chain';
import { loadConfig, type Config } from '../../../lib/config';
import { routesOf } from '../../../lib/routes';
import { ofType, synthesized, type Template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { alarmsOf } from '../watch/alarms';
import { get, set } from '../paths';
import { all, every } from './every';

/**
 * What every environment has of every layer it should have, in few words. Each layer's own tests say more of it; these hold wherever
 * somebody adds an environment.
 */

type Placed = readonly [stack: string, claim: Claim];

const distribution = 'AWS::CloudFront::Distribution';
const domainName = 'AWS::ApiGateway::DomainName';
const attribute = (start: string, name: string) => ({
  'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${start}`)), name],
});
const scoped = ({ identity }: Config, scope: string): string[] => [`${identity.resourceServer}/${scope}`];

const byIngress = {
  edge: (config: Config): Readonly<Partial<Record<LayerName, readonly Placed[]>>> => ({
    tls: [
      [
        'edge',
        every({
          layer: 'tls',
          claim: 'plain HTTP is refused at every door',
          type: distribution,
          path: 'DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy',
          is: 'https-only',
          weakened: 'allow-all',
        }),
      ],
    ],
    'client-mtls': [
      [
        'edge',
        {
          layer: 'client-mtls',
          claim: 'the API asks for a certificate',
          assertion: from => expect(modes(from)).toContain('required'),
          weaken: from => {
            for (const one of all(from, distribution)) set(one, 'DistributionConfig.ViewerMtlsConfig', undefined);
          },
        },
      ],
    ],
    waf: [
      [
        'edge',
        every({
          layer: 'waf',
          claim: 'the web ACL stands at every door',
          type: distribution,
          path: 'DistributionConfig.WebACLId',
          is: attribute('WebAcl', 'Arn'),
          weakened: undefined,
        }),
      ],
    ],
    'origin-mtls': [
      [
        'gateway',
        every({
          layer: 'origin-mtls',
          claim: 'the API takes nobody without the certificate of the edge',
          type: 'AWS::ApiGatewayV2::DomainName',
          path: 'MutualTlsAuthentication.TruststoreUri',
          is: attribute('Truststore', 'Uri'),
          weakened: undefined,
        }),
      ],
    ],
    gateway: [
      [
        'gateway',
        every({
          layer: 'gateway',
          claim: 'there is no door beside the domain',
          type: 'AWS::ApiGatewayV2::Api',
          path: 'DisableExecuteApiEndpoint',
          is: true,
          weakened: false,
        }),
      ],
      [
        'gateway',
        {
          layer: 'gateway',
          claim: 'the routes are those of the table, each with its throttle',
          assertion: from => {
            expect(
              all(from, 'AWS::ApiGatewayV2::Route')
                .map(({ RouteKey }) => String(RouteKey))
                .toSorted(),
            ).toEqual(routesOf(config).map(routeKey).toSorted());
            const settings = get(all(from, 'AWS::ApiGatewayV2::Stage')[0], 'RouteSettings') as object;
            expect(Object.keys(settings).toSorted()).toEqual(routesOf(config).map(routeKey).toSorted());
          },
          weaken: from => set(all(from, 'AWS::ApiGatewayV2::Stage')[0], 'RouteSettings', {}),
        },
      ],
    ],
    auth: [['gateway', scopes(config, 'AWS::ApiGatewayV2::Route')]],
  }),
  regional: (config: Config): Readonly<Partial<Record<LayerName, readonly Placed[]>>> => ({
    tls: [
      [
        'gateway',
        {
          layer: 'tls',
          claim: 'the domain takes nothing older than TLS 1.2',
          assertion: from =>
            expect(all(from, domainName).map(({ SecurityPolicy }) => SecurityPolicy)).toEqual([
              expect.stringMatching(/^(?:TLS_1_2|SecurityPolicy_TLS1[23]_)/),
            ]),
          weaken: from => set(all(from, domainName)[0], 'SecurityPolicy', 'TLS_1_0'),
        },
      ],
    ],
    'client-mtls': [
      [
        'gateway',
        every({
          layer: 'client-mtls',
          claim: 'the API asks for a certificate of the published CAs',
          type: domainName,
          path: 'MutualTlsAuthentication',
          is: {
            TruststoreUri: attribute('DomainTruststore', 'Uri'),
            TruststoreVersion: attribute('DomainTruststore', 'Version'),
          },
          weakened: undefined,
        }),
      ],
    ],
    waf: [
      [
        'gateway',
        every({
          layer: 'waf',
          claim: 'the web ACL stands on the stage',
          type: 'AWS::WAFv2::WebACLAssociation',
          path: 'WebACLArn',
          is: attribute('WebAcl', 'Arn'),
          weakened: 'arn:aws:wafv2:::other',
        }),
      ],
    ],
    gateway: [
      [
        'gateway',
        every({
          layer: 'gateway',
          claim: 'there is no door beside the domain',
          type: 'AWS::ApiGateway::RestApi',
          path: 'DisableExecuteApiEndpoint',
          is: true,
          weakened: false,
        }),
      ],
    ],
    auth: [['gateway', scopes(config, 'AWS::ApiGateway::Method')]],
  }),
};

const modes = (from: Template) =>
  all(from, distribution).map(one => get(one, 'DistributionConfig.ViewerMtlsConfig.Mode'));

/** Every route that is not public by decision asks for the scope of a row. */
function scopes(config: Config, type: string): Claim {
  const expected = routesOf(config).flatMap(row => ('scope' in row ? [scoped(config, row.scope).join()] : []));
  const found = (from: Template) => all(from, type).flatMap(one => (one.AuthorizationScopes ?? []) as string[]);
  return {
    layer: 'auth',
    claim: 'every route asks for the scope of its row',
    assertion: from => expect(found(from).toSorted()).toEqual(expected.toSorted()),
    weaken: from =>
      set(
        all(from, type).find(one => one.AuthorizationScopes),
        'AuthorizationScopes',
        undefined,
      ),
  };
}

const everywhere = ({ profile, ingress }: Config): Readonly<Partial<Record<LayerName, readonly Placed[]>>> => ({
  service: (['PROFILE', 'INGRESS'] as const).map(name => [
    'services',
    every({
      layer: 'service',
      claim: `every guard knows its ${name.toLowerCase()}`,
      type: 'AWS::Lambda::Function',
      path: `Environment.Variables.${name}`,
      is: name === 'PROFILE' ? profile : ingress,
      weakened: undefined,
    }),
  ]),
  watch: [
    [
      'watch',
      {
        layer: 'watch',
        claim: 'every alarm tells somebody',
        assertion: from => expect(alarmsOf(from).filter(({ AlarmActions }) => AlarmActions?.length !== 1)).toEqual([]),
        weaken: from => set(ofType(from, 'AWS::CloudWatch::Alarm')[0]?.Properties, 'AlarmActions', []),
      },
    ],
  ],
});

describe.each(synthesized())('%s', env => {
  const config = loadConfig(env);
  const claims = { ...byIngress[config.ingress](config), ...everywhere(config) };
  const layers = layersOf(config.profile, config.ingress).map(({ name }) => name);

  test('something is claimed of every layer it has', () =>
    expect(layers.filter(layer => claims[layer] === undefined)).toEqual([]));

  for (const layer of layers) for (const [stack, claim] of claims[layer] ?? []) testClaims(stack, [claim], env);
});

test('all six combinations of profile and ingress are here', () =>
  expect(
    new Set(
      synthesized()
        .map(loadConfig)
        .map(({ profile, ingress }) => `${profile}/${ingress}`),
    ).size,
  ).toBe(6));
