import type { Json } from '../../../../tools/prove/json';
import { originMtlsEdgeCertificate } from '../../../../tools/prove/rules/origin-mtls-edge-certificate';
import { edgeApi, edgeApiForDevices } from './apis';
import { attribute, edit, lambda, line, look, modelOf, ref, unresolved, type Resources } from './fixtures';

const certificate =
  'Distribution.DistributionConfig.Origins.0.CustomOriginConfig.OriginMtlsConfig.ClientCertificateArn';
const truststore = 'Domain.MutualTlsAuthentication.TruststoreUri';
const lookAtEdge = (resources: Resources) =>
  look(originMtlsEdgeCertificate, modelOf(resources), { entry: 'cloudfront' });

/** A second CA in the truststore, made by the function given. */
const withAnother = (maker: Json, resources: Resources = edgeApi): Resources => ({
  ...edit(resources, { 'Truststore.AuthorityKeys': ['origin-hop/ca.pem', 'origin-hop/other.pem'] }),
  Other: {
    Type: 'Custom::OriginHopAuthority',
    Properties: {
      ServiceToken: maker,
      KeyAlias: 'alias/other',
      Bucket: ref('Bucket'),
      ObjectKey: 'origin-hop/other.pem',
    },
  },
});

describe('origin-mtls/edge-certificate', () => {
  test("stands: the truststore holds the CA of the edge's certificate and no other", () => {
    expect(lookAtEdge(edgeApi)).toEqual([line('stands', certificate), line('stands', truststore)]);
  });

  test('and with that, the path straight to the domain is closed', () => {
    expect(look(originMtlsEdgeCertificate, modelOf(edgeApi), { entry: 'domain' })).toEqual([]);
  });

  test('missing: the distribution shows no certificate', () => {
    expect(lookAtEdge(edit(edgeApi, { [certificate]: undefined }))).toEqual([line('missing', certificate)]);
  });

  test('stands: during a rotation it holds two generations, made by the same function', () => {
    expect(lookAtEdge(withAnother(attribute('Certifier', 'Arn')))).toContain(line('stands', truststore));
  });

  test('weak: the other CA is made by something else', () => {
    const resources = { ...withAnother(attribute('Stranger', 'Arn')), Stranger: lambda() };
    expect(lookAtEdge(resources)).toContain(line('weak', truststore));
  });

  test("weak: the other CA signs devices' certificates", () => {
    const shared = edit(withAnother(attribute('Certifier', 'Arn'), edgeApiForDevices), {
      'TrustStore.CaCertificatesBundleSource.CaCertificatesBundleS3Location.Bucket': ref('Other'),
    });
    expect(lookAtEdge(shared)).toContain(line('weak', truststore));
  });

  test('unproven: an object in the truststore is written by nothing in the templates', () => {
    const resources = edit(edgeApi, { 'Truststore.AuthorityKeys': ['origin-hop/ca.pem', 'devices.pem'] });
    expect(lookAtEdge(resources)).toContain(line('unproven', truststore));
  });

  test.each<[string, Record<string, Json>]>([
    ['the certificate is signed with another key', { 'Leaf.KeyAlias': 'alias/another' }],
    ['the truststore reads another bucket', { 'Truststore.Bucket': 'somewhere-else' }],
    ['the authority writes elsewhere', { 'Authority.ObjectKey': 'elsewhere.pem' }],
    ['the truststore is an object nobody in the templates wrote', { [truststore]: 's3://ours/ca.pem' }],
    ['the certificate comes from outside', { [certificate]: 'arn:aws:acm:us-east-1:111122223333:certificate/edge' }],
  ])('unproven: %s', (_, changes) => {
    expect(lookAtEdge(edit(edgeApi, changes))).toContain(line('unproven', truststore));
  });

  test('unproven: the certificate is a parameter without a value', () => {
    expect(look(originMtlsEdgeCertificate, modelOf(unresolved(edgeApi, certificate)), { entry: 'cloudfront' })).toEqual(
      [line('unproven', certificate)],
    );
  });
});
