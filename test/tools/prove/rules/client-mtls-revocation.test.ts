import { clientMtlsRevocation } from '../../../../tools/prove/rules/client-mtls-revocation';
import { edgeApi, edgeApiForDevices, restApi } from './apis';
import { edit, line, look, modelOf, unresolved, type Resources } from './fixtures';

const association = 'Distribution.DistributionConfig.ConnectionFunctionAssociation';
const code = 'Handshake.ConnectionFunctionCode';
const stores = 'Handshake.ConnectionFunctionConfig.KeyValueStoreAssociations';
const ocsp = 'TrustStore.UseClientCertificateOcspEndpoint';
const lookAtEdge = (resources: Resources) => look(clientMtlsRevocation, modelOf(resources), { entry: 'cloudfront' });

describe('client-mtls/revocation', () => {
  test('stands: a connection function looks into a store of revoked certificates', () => {
    expect(lookAtEdge(edgeApiForDevices)).toEqual([line('stands', stores)]);
  });

  test('stands: what is revoked is written in its code', () => {
    const written = 'function connectionHandler(c) { return revoked.has(c.serial) ? c.deny() : c.allow(); }';
    const resources = edit(edgeApiForDevices, { [code]: written, [stores]: undefined });
    expect(lookAtEdge(resources)).toEqual([line('stands', code)]);
  });

  test('stands: the issuer is asked', () => {
    const resources = edit(edgeApiForDevices, { [association]: undefined, [ocsp]: true });
    expect(lookAtEdge(resources)).toEqual([line('stands', ocsp)]);
  });

  test.each<[string, Resources, string]>([
    ['nothing refuses them', edit(edgeApiForDevices, { [association]: undefined }), association],
    ['the issuer is not asked', edit(edgeApiForDevices, { [association]: undefined, [ocsp]: false }), association],
    [
      'the function is not published',
      edit(edgeApiForDevices, { 'Handshake.AutoPublish': undefined }),
      'Handshake.AutoPublish',
    ],
    ['the function lets everybody in', edit(edgeApiForDevices, { [code]: 'function h(c) { c.allow(); }' }), code],
    ['the function has no store', edit(edgeApiForDevices, { [stores]: undefined }), stores],
  ])('weak: %s', (_, resources, where) => {
    expect(lookAtEdge(resources)).toEqual([line('weak', where)]);
  });

  test('unproven: function or store is in none of the templates', () => {
    expect(lookAtEdge(edit(edgeApiForDevices, { [`${association}.Id`]: 'cf-0123' }))).toEqual([
      line('unproven', association),
    ]);
    const arn = 'arn:aws:cloudfront::111122223333:key-value-store/0123';
    expect(lookAtEdge(edit(edgeApiForDevices, { [stores]: [{ KeyValueStoreARN: arn }] }))).toEqual([
      line('unproven', stores),
    ]);
    expect(look(clientMtlsRevocation, modelOf(unresolved(edgeApiForDevices, code)), { entry: 'cloudfront' })).toEqual([
      line('unproven', code),
    ]);
  });

  test('nothing to say: no certificate is asked for, or API Gateway asks, which cannot refuse a revoked one', () => {
    expect(lookAtEdge(edgeApi)).toEqual([]);
    expect(look(clientMtlsRevocation, modelOf(restApi))).toEqual([]);
  });
});
