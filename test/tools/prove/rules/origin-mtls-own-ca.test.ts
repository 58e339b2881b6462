import { originMtlsOwnCa } from '../../../../tools/prove/rules/origin-mtls-own-ca';
import { edgeApi, edgeApiForDevices } from './apis';
import { edit, line, look, modelOf, ref } from './fixtures';

const location = 'TrustStore.CaCertificatesBundleSource.CaCertificatesBundleS3Location';

describe('origin-mtls/own-ca', () => {
  test('stands: devices chain to another CA than the origin hop', () => {
    expect(look(originMtlsOwnCa, modelOf(edgeApiForDevices))).toEqual([line('stands', location)]);
  });

  test('nothing to say: the edge asks for no certificate', () => {
    expect(look(originMtlsOwnCa, modelOf(edgeApi))).toEqual([]);
  });

  test('weak: both hops chain to one key', () => {
    const shared = edit(edgeApiForDevices, { [`${location}.Bucket`]: ref('Authority') });
    expect(look(originMtlsOwnCa, modelOf(shared))).toEqual([line('weak', location)]);
  });

  test('weak: both hops use one truststore', () => {
    const same = edit(edgeApiForDevices, {
      'Domain.MutualTlsAuthentication.TruststoreUri': 's3://trust/ca.pem',
      [`${location}.Bucket`]: 'trust',
      [`${location}.Key`]: 'ca.pem',
    });
    expect(look(originMtlsOwnCa, modelOf(same), { entry: 'cloudfront' })).toEqual([line('weak', location)]);
  });
});
