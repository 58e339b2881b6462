import { ofType, only, synthesized, template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { loadConfig, type Config } from '../../../lib/config';
import { get, property, set } from '../paths';
import { all, distributionOf, every } from './every';

/** The layer of clients' certificates at the edge, in every environment that has it. */

const layer = 'client-mtls';
const distribution = 'AWS::CloudFront::Distribution';

const configs = synthesized().map(loadConfig);
const atTheEdge = configs.filter(({ profile, ingress }) => ingress === 'edge' && profile !== 'consumer');

/** A claim about the distribution of the API's host. */
const api = (config: Config, claim: string, path: string, is: unknown, weakened: unknown): Claim => ({
  layer,
  claim,
  assertion: from => expect(get(distributionOf(from, config.domain.name), `DistributionConfig.${path}`)).toEqual(is),
  weaken: from => set(distributionOf(from, config.domain.name), `DistributionConfig.${path}`, weakened),
});
const connection = (claim: string, path: string, is: unknown, weakened: unknown): Claim =>
  property({ layer, claim, type: 'AWS::CloudFront::ConnectionFunction', path, is, weakened });
const ref = (start: string) => ({ Ref: expect.stringMatching(new RegExp(`^${start}`)) });
const attribute = (start: string, name: string) => ({
  'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${start}`)), name],
});

test('both profiles with certificates are here', () =>
  expect(atTheEdge.map(({ profile }) => profile).sort()).toEqual(['managed', 'partner']));

for (const config of atTheEdge)
  testClaims(
    'edge',
    [
      api(config, 'who shows no certificate is not served', 'ViewerMtlsConfig.Mode', 'required', 'optional'),
      api(
        config,
        'the CAs are those of the trust store',
        'ViewerMtlsConfig.TrustStoreConfig.TrustStoreId',
        ref('Clients'),
        undefined,
      ),
      api(
        config,
        'an expired certificate is none',
        'ViewerMtlsConfig.TrustStoreConfig.IgnoreCertificateExpiry',
        false,
        true,
      ),
      api(
        config,
        'strangers are not told our CAs',
        'ViewerMtlsConfig.TrustStoreConfig.AdvertiseTrustStoreCaNames',
        false,
        true,
      ),
      api(config, 'HTTP/3, which knows no client certificates, is not spoken', 'HttpVersion', 'http2', 'http2and3'),
      api(
        config,
        'revoked certificates are looked up in the handshake',
        'ConnectionFunctionAssociation',
        { Id: ref('ClientsConnection') },
        undefined,
      ),
      api(
        config,
        'the function that says which certificate it was stands before the origin',
        'DefaultCacheBehavior.FunctionAssociations',
        [{ EventType: 'viewer-request', FunctionARN: attribute('ViewerRequest', 'FunctionARN') }],
        [],
      ),
      api(
        config,
        'the guard is told which door it was',
        'Origins.0.OriginCustomHeaders',
        [{ HeaderName: 'portcullis-door', HeaderValue: 'api' }],
        [{ HeaderName: 'portcullis-door', HeaderValue: 'enrol' }],
      ),
      connection('what was published runs', 'AutoPublish', true, false),
      connection(
        'it looks into the list of revoked certificates',
        'ConnectionFunctionConfig.KeyValueStoreAssociations',
        [{ KeyValueStoreARN: attribute('ClientsRevoked', 'Arn') }],
        [],
      ),
      property({
        layer,
        claim: 'the bundle is the published one, in the version that was published',
        type: 'AWS::CloudFront::TrustStore',
        path: 'CaCertificatesBundleSource.CaCertificatesBundleS3Location',
        is: {
          Bucket: attribute('ClientsTruststore', 'Bucket'),
          Key: attribute('ClientsTruststore', 'Key'),
          Version: attribute('ClientsTruststore', 'Version'),
          Region: config.region,
        },
        weakened: { Bucket: 'elsewhere', Key: 'ca.pem', Region: config.region },
      }),
      property({
        layer,
        claim: 'it holds no CA of the origin hop',
        type: 'Custom::ClientTruststore',
        path: 'AuthorityKeys',
        is: ['clients/ca/root-a.pem', 'clients/ca/issuing-a.pem'],
        weakened: ['origin-hop/ca/a.pem'],
      }),
      {
        layer,
        claim: 'handshakes are logged, and those that fail are counted',
        assertion: from => {
          expect(all(from, 'AWS::Logs::DeliverySource').map(({ LogType }) => LogType)).toContain('CONNECTION_LOGS');
          expect(only(from, 'AWS::Logs::MetricFilter').Properties).toMatchObject({
            FilterPattern: '{ $.connectionStatus != "Success" }',
            MetricTransformations: [expect.objectContaining({ MetricName: 'HandshakesRefused' })],
          });
        },
        weaken: from => set(only(from, 'AWS::Logs::MetricFilter').Properties, 'FilterPattern', '{ $.status = 403 }'),
      },
    ],
    config.env,
  );

const managed = 'managed-edge';
const enrol = 'enrol.work.example.com';
const door = (claim: string, path: string, is: unknown, weakened: unknown): Claim => ({
  layer,
  claim: `the enrolment door: ${claim}`,
  assertion: from => expect(get(distributionOf(from, enrol), `DistributionConfig.${path}`)).toEqual(is),
  weaken: from => set(distributionOf(from, enrol), `DistributionConfig.${path}`, weakened),
});

testClaims(
  'edge',
  [
    door('leads to no route but enrolment', 'Origins.0.OriginPath', '/enrolment', ''),
    door(
      'the guard is told of it',
      'Origins.0.OriginCustomHeaders',
      [{ HeaderName: 'portcullis-door', HeaderValue: 'enrol' }],
      [{ HeaderName: 'portcullis-door', HeaderValue: 'api' }],
    ),
    door(
      'says nothing about certificates, whatever a client says',
      'DefaultCacheBehavior.FunctionAssociations',
      [{ EventType: 'viewer-request', FunctionARN: attribute('EnrolViewerRequest', 'FunctionARN') }],
      [{ EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['ViewerRequest', 'FunctionARN'] } }],
    ),
    door('has no second behaviour with other rules', 'CacheBehaviors', undefined, [{ PathPattern: '/open/*' }]),
    every({
      layer,
      claim: 'both doors show the API the same certificate',
      type: distribution,
      path: 'DistributionConfig.Origins.0.CustomOriginConfig.OriginMtlsConfig.ClientCertificateArn',
      is: ref('OriginHopLeaf'),
      weakened: undefined,
    }),
    every({
      layer: 'waf',
      claim: 'both doors stand behind the web ACL',
      type: distribution,
      path: 'DistributionConfig.WebACLId',
      is: attribute('WebAcl', 'Arn'),
      weakened: undefined,
    }),
    every({
      layer: 'tls',
      claim: 'both doors need TLS 1.2',
      type: distribution,
      path: 'DistributionConfig.ViewerCertificate.MinimumProtocolVersion',
      is: 'TLSv1.2_2025',
      weakened: 'TLSv1_2016',
    }),
  ],
  managed,
);

test('there is an enrolment door where devices enrol, and nowhere else', () => {
  const doors = synthesized()
    .filter(env => loadConfig(env).ingress === 'edge')
    .map(env => [env, ofType(template('edge', env), distribution).length]);
  expect(doors).toEqual([
    ['example', 1],
    ['managed-edge', 2],
    ['partner-edge', 1],
  ]);
});
