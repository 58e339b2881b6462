import { tlsOriginProtocol } from '../../../../tools/prove/rules/tls-origin-protocol';
import { edgeApi, restApi } from './apis';
import { edit, line, look, modelOf, unresolved } from './fixtures';

const config = 'Distribution.DistributionConfig.Origins.0.CustomOriginConfig';
const protocol = `${config}.OriginProtocolPolicy`;
const versions = `${config}.OriginSSLProtocols`;

describe('tls/origin-protocol', () => {
  test('stands: TLS 1.2 to the origin', () => {
    expect(look(tlsOriginProtocol, modelOf(edgeApi))).toEqual([line('stands', protocol)]);
  });

  test.each(['http-only', undefined])('weak: %s to the origin', value => {
    expect(look(tlsOriginProtocol, modelOf(edit(edgeApi, { [protocol]: value })))).toEqual([line('weak', protocol)]);
  });

  test('match-viewer is as good as what the viewer may speak', () => {
    const matching = edit(edgeApi, { [protocol]: 'match-viewer' });
    expect(look(tlsOriginProtocol, modelOf(matching))).toEqual([line('stands', protocol)]);
    const plain = edit(matching, {
      'Distribution.DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy': 'allow-all',
    });
    expect(look(tlsOriginProtocol, modelOf(plain))).toEqual([line('weak', protocol)]);
  });

  test.each([['TLSv1'], ['TLSv1.1'], ['SSLv3']])('weak: %s is offered beside TLS 1.2', version => {
    const resources = edit(edgeApi, { [versions]: ['TLSv1.2', version] });
    expect(look(tlsOriginProtocol, modelOf(resources))).toContain(line('weak', versions));
  });

  test('without a list, the origin decides: an HTTP API refuses old versions, a REST default endpoint takes them', () => {
    const http = edit(edgeApi, { [versions]: undefined });
    expect(look(tlsOriginProtocol, modelOf(http))).toEqual([line('stands', protocol)]);
    const rest = edit(restApi, {
      'Api.DisableExecuteApiEndpoint': false,
      Distribution: undefined,
    });
    const { Distribution } = http;
    if (Distribution === undefined) throw new Error('no distribution');
    const fronted = edit(
      { ...rest, Distribution },
      {
        'Distribution.DistributionConfig.Origins.0.DomainName': {
          'Fn::Join': ['', [{ Ref: 'Api' }, '.execute-api.us-east-1.amazonaws.com']],
        },
        'Distribution.DistributionConfig.Origins.0.CustomOriginConfig.OriginMtlsConfig': undefined,
      },
    );
    expect(look(tlsOriginProtocol, modelOf(fronted), { entry: 'cloudfront' })).toContain(line('weak', versions));
  });

  test('unproven: the protocol is a parameter without a value', () => {
    expect(look(tlsOriginProtocol, modelOf(unresolved(edgeApi, protocol)))).toEqual([line('unproven', protocol)]);
  });
});
