import { names } from '../../lib/names';

const longest = {
  prefix: 'a'.repeat(29),
  env: 'b'.repeat(10),
  region: 'ap-northeast-1',
  domain: { name: 'api.example.com' },
};

describe('names derived from config', () => {
  const { keyAlias, caSubject, caObject, trustBucket, originCaRole, originLeafRole, hopSubject, wafLogGroup } =
    names(longest);

  test('every generation has an alias, a subject and an object of its own', () => {
    for (const name of [keyAlias, caSubject, caObject]) expect(name('a')).not.toBe(name('b'));
  });

  test('fit into what AWS bounds, for the longest prefix config takes', () => {
    expect(trustBucket('123456789012').length).toBeLessThanOrEqual(63);
    for (const role of [originCaRole, originLeafRole]) expect(role.length).toBeLessThanOrEqual(64);
    // A common name ends at 64 characters (RFC 5280, appendix A).
    for (const subject of [caSubject('2026a'.padEnd(12, '0')), hopSubject])
      expect(subject.slice('CN='.length).length).toBeLessThanOrEqual(64);
    expect(keyAlias('a').length).toBeLessThanOrEqual(256);
  });

  test('the log group of a web ACL begins as WAF asks', () => expect(wafLogGroup).toMatch(/^aws-waf-logs-/));

  test('two environments share no name that AWS keeps once in an account', () => {
    const other = names({ ...longest, prefix: `${longest.prefix.slice(1)}b` });
    expect([other.originCaRole, other.wafLogGroup, other.trustBucket('123456789012'), other.keyAlias('a')]).toEqual(
      expect.not.arrayContaining([originCaRole, wafLogGroup, trustBucket('123456789012'), keyAlias('a')]),
    );
  });
});
