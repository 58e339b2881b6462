import { tlsMinimumVersion } from '../../../../tools/prove/rules/tls-minimum-version';
import { edgeApi, functionUrl, loadBalancer, restApi } from './apis';
import { edit, line, look, modelOf, unresolved } from './fixtures';

const viewer = 'Distribution.DistributionConfig.ViewerCertificate';
const originPolicy = 'Domain.DomainNameConfigurations.0.SecurityPolicy';
const openRest = edit(restApi, { 'Api.DisableExecuteApiEndpoint': false });

describe('tls/minimum-version', () => {
  test('stands: distribution and origin domain take TLS 1.2 and newer', () => {
    expect(look(tlsMinimumVersion, modelOf(edgeApi))).toEqual([
      line('stands', `${viewer}.MinimumProtocolVersion`),
      line('stands', originPolicy),
    ]);
  });

  test.each(['TLSv1', 'TLSv1.1_2016', 'SSLv3', undefined])('weak: the distribution takes %s', version => {
    const resources = edit(edgeApi, { [`${viewer}.MinimumProtocolVersion`]: version });
    expect(look(tlsMinimumVersion, modelOf(resources))).toContain(line('weak', `${viewer}.MinimumProtocolVersion`));
  });

  test.each<Record<string, boolean | undefined>>([
    { [viewer]: undefined },
    { [`${viewer}.AcmCertificateArn`]: undefined },
    { [`${viewer}.CloudFrontDefaultCertificate`]: true },
  ])("weak: CloudFront's own certificate, whatever version is written (%j)", changes => {
    expect(look(tlsMinimumVersion, modelOf(edit(edgeApi, changes)))).toContain(line('weak', viewer));
  });

  test('unproven: the version is a parameter without a value', () => {
    expect(look(tlsMinimumVersion, modelOf(unresolved(edgeApi, `${viewer}.MinimumProtocolVersion`)))).toContain(
      line('unproven', `${viewer}.MinimumProtocolVersion`),
    );
  });

  test('weak: the origin domain takes TLS 1.0', () => {
    expect(look(tlsMinimumVersion, modelOf(edit(edgeApi, { [originPolicy]: 'TLS_1_0' })))).toContain(
      line('weak', originPolicy),
    );
  });

  test('stands: the domain of a REST API has a policy for TLS 1.2 or 1.3', () => {
    expect(look(tlsMinimumVersion, modelOf(restApi))).toEqual(['stands Domain SecurityPolicy']);
    const newer = edit(restApi, { 'Domain.SecurityPolicy': 'SecurityPolicy_TLS13_1_3_2025_09' });
    expect(look(tlsMinimumVersion, modelOf(newer))).toEqual(['stands Domain SecurityPolicy']);
  });

  test('unproven: the domain of a REST API leaves its policy to a default that has changed', () => {
    expect(look(tlsMinimumVersion, modelOf(edit(restApi, { 'Domain.SecurityPolicy': undefined })))).toEqual([
      'unproven Domain SecurityPolicy',
    ]);
  });

  test('weak: the default endpoint of a REST API takes TLS 1.0 unless the API says otherwise', () => {
    expect(look(tlsMinimumVersion, modelOf(openRest), { entry: 'default-endpoint' })).toEqual([
      'weak Api SecurityPolicy',
    ]);
    const said = edit(openRest, { 'Api.SecurityPolicy': 'SecurityPolicy_TLS13_1_2_2021_06' });
    expect(look(tlsMinimumVersion, modelOf(said), { entry: 'default-endpoint' })).toEqual([
      'stands Api SecurityPolicy',
    ]);
  });

  test('stands: the default endpoint of an HTTP API knows TLS 1.2 and newer only', () => {
    const open = edit(edgeApi, { 'Api.DisableExecuteApiEndpoint': false });
    expect(look(tlsMinimumVersion, modelOf(open), { entry: 'default-endpoint' })).toEqual(['stands Api']);
  });

  test('stands: a function URL', () => {
    const open = edit(functionUrl, { 'Url.AuthType': 'NONE' });
    expect(look(tlsMinimumVersion, modelOf(open), { entry: 'function-url' })).toEqual(['stands Url']);
  });

  test('stands: a listener with a TLS 1.2 policy', () => {
    expect(look(tlsMinimumVersion, modelOf(loadBalancer))).toEqual(['stands Listener SslPolicy']);
  });

  test.each(['ELBSecurityPolicy-2016-08', 'ELBSecurityPolicy-TLS13-1-0-2021-06', undefined])(
    'weak: a listener with %s',
    policy => {
      expect(look(tlsMinimumVersion, modelOf(edit(loadBalancer, { 'Listener.SslPolicy': policy })))).toEqual([
        'weak Listener SslPolicy',
      ]);
    },
  );
});
