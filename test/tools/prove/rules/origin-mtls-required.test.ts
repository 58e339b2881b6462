import { originMtlsRequired } from '../../../../tools/prove/rules/origin-mtls-required';
import { edgeApi, functionUrl } from './apis';
import { edit, joined, line, look, modelOf, ref, unresolved } from './fixtures';

const uri = 'Domain.MutualTlsAuthentication.TruststoreUri';

describe('origin-mtls/required', () => {
  test('stands: the origin domain asks for a client certificate', () => {
    expect(look(originMtlsRequired, modelOf(edgeApi), { entry: 'cloudfront' })).toEqual([line('stands', uri)]);
  });

  test.each(['Domain.MutualTlsAuthentication', uri])('missing: without %s', path => {
    expect(look(originMtlsRequired, modelOf(edit(edgeApi, { [path]: undefined })), { entry: 'cloudfront' })).toEqual([
      line('missing', uri),
    ]);
  });

  test('missing: the origin is the default endpoint', () => {
    const open = edit(edgeApi, {
      'Api.DisableExecuteApiEndpoint': false,
      'Distribution.DistributionConfig.Origins.0.DomainName': joined(
        ref('Api'),
        '.execute-api.us-east-1.amazonaws.com',
      ),
    });
    expect(look(originMtlsRequired, modelOf(open), { entry: 'cloudfront' })).toEqual([
      'missing Api DisableExecuteApiEndpoint',
    ]);
  });

  test('weak: an enhanced security policy cannot be combined with mutual TLS', () => {
    const policy = 'Domain.DomainNameConfigurations.0.SecurityPolicy';
    const enhanced = edit(edgeApi, { [policy]: 'SecurityPolicy_TLS13_1_2_2021_06' });
    expect(look(originMtlsRequired, modelOf(enhanced), { entry: 'cloudfront' })).toEqual([line('weak', policy)]);
  });

  test('unproven: the truststore is a parameter without a value', () => {
    expect(look(originMtlsRequired, modelOf(unresolved(edgeApi, uri)), { entry: 'cloudfront' })).toEqual([
      line('unproven', uri),
    ]);
  });

  describe('a function URL', () => {
    test('stands: it takes only what the distribution signs', () => {
      expect(look(originMtlsRequired, modelOf(functionUrl))).toEqual(['stands Url AuthType']);
    });

    test('missing: it takes what anyone sends', () => {
      const open = edit(functionUrl, { 'Url.AuthType': 'NONE' });
      expect(look(originMtlsRequired, modelOf(open), { entry: 'cloudfront' })).toEqual(['missing Url']);
    });

    test('weak: another distribution, or anyone, may call it, too', () => {
      const other = edit(functionUrl, {
        'Permission.SourceArn': 'arn:aws:cloudfront::111122223333:distribution/OTHER',
      });
      expect(look(originMtlsRequired, modelOf(other), { entry: 'cloudfront' })).toEqual(['weak Permission SourceArn']);
      const anyone = edit(functionUrl, { 'Permission.Principal': '*' });
      expect(look(originMtlsRequired, modelOf(anyone), { entry: 'cloudfront' })).toEqual(['weak Permission SourceArn']);
    });

    test('missing: the distribution signs nothing', () => {
      const unsigned = edit(functionUrl, { 'Access.OriginAccessControlConfig.SigningBehavior': 'never' });
      expect(look(originMtlsRequired, modelOf(unsigned), { entry: 'cloudfront' })).toEqual(['missing Url']);
    });
  });
});
