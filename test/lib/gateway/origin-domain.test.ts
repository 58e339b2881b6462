import { ofType, only, template, type Template } from '../../assembly';
import { testClaims, type Claim } from '../../claims';
import { attributeOf, idOf, property, refTo, set } from '../paths';
import { allow, rightsOf } from '../policies';

const layer = 'origin-mtls';
const domain = (claim: string, path: string, is: unknown, weakened: unknown): Claim =>
  property({ layer, claim, type: 'AWS::ApiGatewayV2::DomainName', path, is, weakened });
const endpoint = 'DomainNameConfigurations.0';
const records = (from: Template) => ofType(from, 'AWS::Route53::RecordSet');

testClaims('gateway', [
  property({
    layer,
    claim: "the API's default endpoint is off",
    type: 'AWS::ApiGatewayV2::Api',
    path: 'DisableExecuteApiEndpoint',
    is: true,
    weakened: false,
  }),
  domain(
    'the domain asks for a certificate from the published truststore',
    'MutualTlsAuthentication.TruststoreUri',
    attributeOf('Custom::OriginHopTruststore', 'Uri'),
    's3://another/truststore.pem',
  ),
  domain('the domain asks for a certificate at all', 'MutualTlsAuthentication', expect.anything(), undefined),
  domain(
    'the domain names the version of the truststore, so that a new CA comes into force',
    'MutualTlsAuthentication.TruststoreVersion',
    attributeOf('Custom::OriginHopTruststore', 'Version'),
    undefined,
  ),
  property({
    layer,
    claim: 'the truststore holds the origin-hop CA and no other',
    type: 'Custom::OriginHopTruststore',
    path: 'AuthorityKeys',
    is: ['origin-hop/ca/a.pem'],
    weakened: ['origin-hop/ca/a.pem', 'devices/ca.pem'],
  }),
  property({
    layer,
    claim: 'the truststore is published anew when the generations change',
    type: 'Custom::OriginHopTruststore',
    path: 'Authorities',
    is: ['a'],
    weakened: undefined,
  }),
  property({
    layer,
    claim: 'the truststore is published anew when the lifetime of a CA changes',
    type: 'Custom::OriginHopTruststore',
    path: 'ValidityDays',
    is: ['3650'],
    weakened: undefined,
  }),
  domain('the hop is TLS 1.2 or newer', `${endpoint}.SecurityPolicy`, 'TLS_1_2', 'TLS_1_0'),
  domain('the domain is regional', `${endpoint}.EndpointType`, 'REGIONAL', 'EDGE'),
  domain(
    'the domain shows the certificate of its own name',
    `${endpoint}.CertificateArn`,
    refTo('AWS::CertificateManager::Certificate'),
    undefined,
  ),
  property({
    layer,
    claim: 'the certificate is validated in the zone, without a person',
    type: 'AWS::CertificateManager::Certificate',
    path: 'DomainValidationOptions',
    is: [{ DomainName: 'origin.api.example.com', HostedZoneId: 'Z0123456789EXAMPLE' }],
    weakened: undefined,
  }),
  property({
    layer,
    claim: 'the domain leads to this API',
    type: 'AWS::ApiGatewayV2::ApiMapping',
    path: 'ApiId',
    is: refTo('AWS::ApiGatewayV2::Api'),
    weakened: 'another',
  }),
  {
    layer,
    claim: 'the name points at the domain, in IPv4 and IPv6',
    assertion: from => {
      const target = {
        DNSName: { 'Fn::GetAtt': [idOf(from, 'AWS::ApiGatewayV2::DomainName'), 'RegionalDomainName'] },
        HostedZoneId: { 'Fn::GetAtt': [idOf(from, 'AWS::ApiGatewayV2::DomainName'), 'RegionalHostedZoneId'] },
      };
      expect(records(from).map(({ Properties: { Name, Type, AliasTarget } }) => [Name, Type, AliasTarget])).toEqual([
        ['origin.api.example.com.', 'A', target],
        ['origin.api.example.com.', 'AAAA', target],
      ]);
    },
    weaken: from => set(records(from)[0]?.Properties, 'AliasTarget.DNSName', 'another.example.com'),
  },
  domain('the domain answers on IPv6 too', `${endpoint}.IpAddressType`, 'dualstack', 'ipv4'),
  {
    layer,
    claim: 'the function that publishes writes truststores and nothing else',
    assertion: from => {
      const writes = rightsOf(from, 'TruststorePublish').filter(({ Action }) =>
        Action.some(a => /Put|Delete|\*/.test(String(a))),
      );
      expect(writes.map(({ Action }) => Action)).toEqual([
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        ['s3:PutObject'],
      ]);
      expect(JSON.stringify(writes[1]?.Resource)).toContain('/origin-hop/truststore/*');
    },
    weaken: from => allow(from, { Action: 's3:*', Resource: '*' }),
  },
]);

test('the domain and the resource that publishes its truststore stand in one stack', () => {
  for (const type of ['AWS::ApiGatewayV2::DomainName', 'Custom::OriginHopTruststore']) only(template('gateway'), type);
});
