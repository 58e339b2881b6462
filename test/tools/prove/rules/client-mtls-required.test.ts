import { clientMtlsRequired } from '../../../../tools/prove/rules/client-mtls-required';
import { edgeApi, edgeApiForDevices, functionUrl, loadBalancer, restApi } from './apis';
import { edit, line, look, modelOf, unresolved, type Resources } from './fixtures';

const config = 'Distribution.DistributionConfig.ViewerMtlsConfig';
const uri = 'Domain.MutualTlsAuthentication.TruststoreUri';
const lookAtEdge = (resources: Resources) => look(clientMtlsRequired, modelOf(resources), { entry: 'cloudfront' });

describe('client-mtls/required', () => {
  test('stands: the distribution requires a certificate, which is what it does when no mode is written', () => {
    expect(lookAtEdge(edgeApiForDevices)).toEqual([line('stands', `${config}.Mode`)]);
    expect(lookAtEdge(edit(edgeApiForDevices, { [`${config}.Mode`]: undefined }))).toEqual([
      line('stands', `${config}.Mode`),
    ]);
  });

  test('missing: the distribution asks for none', () => {
    expect(lookAtEdge(edgeApi)).toEqual([line('missing', config)]);
  });

  test.each(['optional', 'passthrough'])('weak: mode %s', mode => {
    expect(lookAtEdge(edit(edgeApiForDevices, { [`${config}.Mode`]: mode }))).toEqual([line('weak', `${config}.Mode`)]);
  });

  test('weak: no trust store, or HTTP/3', () => {
    const without = edit(edgeApiForDevices, { [`${config}.TrustStoreConfig.TrustStoreId`]: undefined });
    expect(lookAtEdge(without)).toEqual([line('weak', `${config}.TrustStoreConfig`)]);
    const quic = edit(edgeApiForDevices, { 'Distribution.DistributionConfig.HttpVersion': 'http2and3' });
    expect(lookAtEdge(quic)).toEqual(['weak Distribution DistributionConfig.HttpVersion']);
  });

  test('stands: the Regional domain asks for a certificate', () => {
    expect(look(clientMtlsRequired, modelOf(restApi))).toEqual([line('stands', uri)]);
  });

  test('missing: the Regional domain asks for none', () => {
    const open = edit(restApi, { 'Domain.MutualTlsAuthentication': undefined });
    expect(look(clientMtlsRequired, modelOf(open))).toEqual([line('missing', uri)]);
  });

  test('weak: the domain has an enhanced security policy', () => {
    const enhanced = edit(restApi, { 'Domain.SecurityPolicy': 'SecurityPolicy_TLS13_1_3_2025_09' });
    expect(look(clientMtlsRequired, modelOf(enhanced))).toEqual(['weak Domain SecurityPolicy']);
  });

  test('missing: the default endpoint is open beside the domain', () => {
    const open = edit(restApi, { 'Api.DisableExecuteApiEndpoint': undefined });
    expect(look(clientMtlsRequired, modelOf(open))).toEqual([
      'missing Api DisableExecuteApiEndpoint',
      line('stands', uri),
    ]);
  });

  test('missing: an open function URL', () => {
    const open = edit(functionUrl, { 'Url.AuthType': 'NONE' });
    expect(look(clientMtlsRequired, modelOf(open), { entry: 'function-url' })).toEqual(['missing Url']);
  });

  test.each([
    ['verify', 'stands'],
    ['passthrough', 'weak'],
    ['off', 'missing'],
  ])('a listener with mode %s: %s', (mode, status) => {
    const listener = edit(loadBalancer, { 'Listener.MutualAuthentication': { Mode: mode } });
    expect(look(clientMtlsRequired, modelOf(listener))).toEqual([`${status} Listener MutualAuthentication.Mode`]);
  });

  test('unproven: the mode is a parameter without a value', () => {
    expect(
      look(clientMtlsRequired, modelOf(unresolved(edgeApiForDevices, `${config}.Mode`)), { entry: 'cloudfront' }),
    ).toEqual([line('unproven', config)]);
  });
});
