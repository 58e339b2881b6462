import example from '../../config/example';
import managedEdge from '../../config/managed-edge';
import managedRegional from '../../config/managed-regional';
import partnerEdge from '../../config/partner-edge';
import partnerRegional from '../../config/partner-regional';
import consumerRegional from '../../config/consumer-regional';
import { ConfigError, environments, loadConfig, parseConfig } from '../../lib/config';
import { inputs as inputsOfOwn } from '../own-issuers';
import { set } from './paths';

/** An environment with one field changed, which may be one the type does not know. */
function changed(path: string, value: unknown, from: object = example): unknown {
  const input: unknown = structuredClone(from);
  set(input, path, value);
  return input;
}

const refusal = (env: string, input: unknown): string => {
  try {
    parseConfig(env, input);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('what a fork edits', () => {
  test('the example is taken as it is, with the names derived from it', () =>
    expect(parseConfig('example', example)).toEqual({ ...example, env: 'example', prefix: 'portcullis-example' }));

  test('every environment under config/ is taken', () => {
    for (const env of environments()) expect(loadConfig(env).env).toBe(env);
  });

  test('an unknown environment is refused with those there are', () =>
    expect(() => loadConfig('prod')).toThrow(
      new ConfigError(
        'env: got "prod", takes one of: consumer-regional, example, managed-edge, managed-regional, partner-edge, partner-regional (the files in config/)',
      ),
    ));

  test('a name that leads out of config/ is an unknown environment', () =>
    expect(() => loadConfig('../package')).toThrow(/^env: got "\.\.\/package", takes one of/));

  test('a file without a default export is refused', () =>
    expect(refusal('example', undefined)).toMatch(
      /^config\/example\.ts: default export: got nothing, takes \{ name, /,
    ));
});

test.each<[field: string, value: unknown, takes: string]>([
  ['firewall', true, 'no field of that name; there are: name, account, region'],
  ['waf.perUser', {}, 'no field of that name; there are: perAddress, '],
  ['waf.perToken.limits', 5, 'no field of that name; there are: limit, windowSeconds'],
  ['name', 'Portcullis', 'lower-case letters, digits and hyphens, 3 to 20 characters'],
  ['account', 123456789012, 'a twelve-digit AWS account id, in quotes'],
  ['account', '1234', 'a twelve-digit AWS account id, in quotes'],
  ['region', 'Ireland', 'the home Region, such as eu-west-1'],
  ['region', undefined, 'the home Region, such as eu-west-1'],
  ['profile', 'b2b', "'consumer', 'managed' or 'partner'"],
  ['profile', undefined, "'consumer', 'managed' or 'partner'"],
  ['ingress', 'global', "'edge' or 'regional'"],
  ['production', 'yes', 'true (data is retained and protected from deletion) or false'],
  ['domain.name', 'API.example.com', 'a lower-case host name such as api.example.com'],
  ['domain.name', 'api.example.org', 'a name inside the hosted zone example.com'],
  ['domain.origin', 'origin.notexample.com', 'a name inside the hosted zone example.com'],
  ['domain.origin', 'api.example.com', 'a name other than domain.name'],
  ['domain.dns', {}, '{ hostedZoneId, zoneName }, or { edgeCertificateArn, originCertificateArn } made elsewhere'],
  ['alarms.recipients', [], 'one e-mail address or more'],
  ['alarms.recipients.0', 'on-call', 'an e-mail address'],
  ['cors.origins.0', '*', 'an https:// origin without a path, never *'],
  ['cors.origins.0', 'http://app.example.com', 'an https:// origin without a path, never *'],
  ['throttle.rate', 0, 'a whole number of requests per second from 1 to 10000'],
  ['throttle.burst', 2.5, 'a whole number of requests from 1 to 5000'],
  ['waf.perAddress.limit', 9, 'a whole number of requests from 10 to 2000000000'],
  ['waf.perToken.windowSeconds', 90, 'a window WAF takes, in seconds: 60, 120, 300, 600'],
  ['waf.perAddressSensitive.paths', [], 'one path prefix or more'],
  ['waf.perAddressSensitive.paths.0', 'transfers', 'a path prefix such as /transfers'],
  ['waf.maxBodyBytes', 8_193, 'a whole number of bytes from 1 to 8192'],
  ['identity.resourceServer', 'Wallet API', 'a short name such as wallet'],
  ['identity.domainPrefix', 'my-cognito', 'a user-pool domain prefix'],
  ['identity.kind', 'okta', "'cognito' (a user pool of this app) or 'jwt' (an issuer of one's own)"],
  [
    'identity.plan',
    'lite',
    "'essentials' or 'plus' (threat protection and a log of sign-ins); Cognito's 'lite' has neither",
  ],
  ['identity.issuer', 'https://example.okta.com', 'no field of that name; there are: kind, resourceServer'],
  ['identity.signUp', 'maybe', "'open' (anyone may sign up) or 'admin-only'"],
  ['identity.callbackUrls', [], 'one https:// URL or more'],
  ['identity.callbackUrls.0', 'wallet://signed-in', 'an https:// URL'],
  ['originHop.authorities', ['a', 'b', 'c'], 'one generation name or two'],
  ['originHop.authorities', ['a', 'a'], 'each generation once'],
  ['originHop.signing', 'b', 'one of originHop.authorities: a'],
  ['retention.logDays', 42, 'a retention CloudWatch Logs knows, in days: 1, 3, 5'],
  ['retention.accessLogDays', '365', 'a retention CloudWatch Logs knows, in days: 1, 3, 5'],
])('%s: %j is refused with what it takes', (field, value, takes) => {
  const message = refusal('example', changed(field, value));
  expect(message).toContain(
    `config/example.ts: ${field}: got ${value === undefined ? 'nothing' : JSON.stringify(value)}`,
  );
  expect(message).toContain(`takes ${takes}`);
  expect(message).not.toContain('\n');
});

const inputs = { consumerRegional, managedEdge, managedRegional, partnerEdge, partnerRegional };
const hop = { authorities: ['a'], signing: 'a' };
const arn = 'arn:aws:acm:us-east-1:123456789012:certificate/0123abcd';
const acme = { name: 'acme', scopes: ['accounts.read'], certificates: ['acme.pem'] };

test.each<[env: keyof typeof inputs, field: string, value: unknown, takes: string]>([
  [
    'consumerRegional',
    'originHop',
    hop,
    'nothing with consumer/regional: it is a field of consumer/edge, managed/edge,',
  ],
  [
    'consumerRegional',
    'domain.origin',
    'o.example.com',
    'nothing with consumer/regional: it is a field of consumer/edge',
  ],
  [
    'consumerRegional',
    'clients',
    {},
    'nothing with consumer/regional: it is a field of managed/edge, managed/regional,',
  ],
  ['consumerRegional', 'domain.name', 'api.example.org', 'a name inside the hosted zone example.com'],
  [
    'consumerRegional',
    'domain.dns',
    { edgeCertificateArn: arn, originCertificateArn: arn },
    '{ hostedZoneId, zoneName }, or { certificateArn } made elsewhere',
  ],
  ['managedRegional', 'clients.enrolment', 'refused', 'nothing with managed/regional: it is a field of managed/edge'],
  ['managedRegional', 'waf.enrolment', {}, 'nothing with managed/regional: it is a field of managed/edge'],
  ['managedRegional', 'partners', [], 'nothing with managed/regional: it is a field of partner/edge, partner/regional'],
  [
    'managedEdge',
    'clients',
    undefined,
    '{ authority, certificateDays, authorities, signing, ending, perUser, enrolment }',
  ],
  ['managedEdge', 'clients.enrolment', 'anyone', "'refused' (the default"],
  [
    'managedEdge',
    'clients.authority',
    'mdm',
    "'own' (our CA in KMS, and whatever lies in config/<env>/truststore/) or",
  ],
  ['managedEdge', 'clients.certificateDays', 398, 'a whole number of days from 1 to 397'],
  ['managedEdge', 'clients.ending', 'acme.pem', 'reasons by file: { "acme.pem": "the contract ends'],
  ['managedEdge', 'clients.perUser', 0, 'a whole number of devices of one user from 1 to 50'],
  [
    'managedEdge',
    'clients.issuer',
    'x',
    'no field of that name; there are: authority, certificateDays, authorities, signing, ending, perUser, enrolment',
  ],
  [
    'managedEdge',
    'domain.dns',
    { edgeCertificateArn: arn, originCertificateArn: arn },
    '{ hostedZoneId, zoneName }, or { edgeCertificateArn, originCertificateArn, enrolCertificateArn } made elsewhere',
  ],
  ['managedEdge', 'domain.origin', 'enrol.work.example.com', 'a name other than enrol.work.example.com'],
  ['partnerEdge', 'clients.perUser', 5, 'nothing with partner/edge: it is a field of managed/edge, managed/regional'],
  ['partnerEdge', 'identity.signUp', 'open', 'nothing with partner/edge: it is a field of consumer/edge'],
  ['partnerEdge', 'partners', [], 'one partner to 50'],
  ['partnerEdge', 'partners.0.name', 'Acme Inc.', 'a short name such as acme'],
  ['partnerEdge', 'partners.1.name', 'acme', 'each partner once'],
  ['partnerEdge', 'partners.0.scopes', [], 'one scope or more'],
  ['partnerEdge', 'partners.0.scopes', ['accounts.read', 'accounts.read'], 'each scope once'],
  ['partnerRegional', 'partners.0.certificates.0', '../acme.pem', 'the name of a .pem file'],
])('%s: %s: %j is refused with what it takes', (env, field, value, takes) => {
  const message = refusal('example', changed(field, value, inputs[env]));
  expect(message).toContain(
    `config/example.ts: ${field}: got ${value === undefined ? 'nothing' : JSON.stringify(value)}`,
  );
  expect(message).toContain(`takes ${takes}`);
  expect(message).not.toContain('\n');
});

describe('partners', () => {
  const refused = (partners: readonly object[]) => refusal('example', { ...partnerEdge, partners });

  test('one with a scope that no route asks for is refused with those there are', () =>
    expect(refused([{ ...acme, scopes: ['accounts.delete'] }])).toMatch(
      /partners\.0\.scopes: got "accounts\.delete", takes scopes of the route table: accounts\.read, /,
    ));

  test('two with one certificate are refused: it would bind the token of either', () =>
    expect(refused([acme, { ...acme, name: 'globex' }])).toContain(
      'partners.0.certificates: got "acme.pem", takes a file of this partner alone',
    ));
});

test('enrolment is refused where nothing is said', () => {
  const config = parseConfig('example', changed('clients.enrolment', undefined, managedEdge));
  expect(config).toMatchObject({ clients: { enrolment: 'refused' } });
});

describe('names that AWS bounds', () => {
  test('an environment so long that a bucket could not be named after it is refused', () =>
    expect(refusal('a-rather-long-environment', changed('name', 'a-long-enough-name'))).toBe(
      'config/a-rather-long-environment.ts: name: got "a-long-enough-name", ' +
        'takes with -a-rather-long-environment 34 characters at most: S3 ends a bucket name at 63',
    ));

  test('an environment with capitals is refused', () =>
    expect(refusal('Prod', example)).toBe(
      'config/Prod.ts: the file name: got "Prod", takes lower-case letters, digits and hyphens: bucket names are made of it',
    ));
});

test('certificates and DNS made elsewhere are taken', () => {
  const arn = 'arn:aws:acm:us-east-1:123456789012:certificate/0123abcd';
  const dns = { edgeCertificateArn: arn, originCertificateArn: arn };
  expect(parseConfig('example', changed('domain.dns', dns)).domain.dns).toEqual(dns);
});

describe('an issuer of one’s own', () => {
  const input = (env: keyof typeof inputsOfOwn, path: string, value: unknown) =>
    refusal('own', changed(path, value, inputsOfOwn[env]));

  test('is taken in every profile, without a sign-in web ACL', () => {
    for (const [env, own] of Object.entries(inputsOfOwn))
      expect(parseConfig(env, own).identity).toMatchObject({ ...own.identity, kind: 'jwt' });
  });

  test.each<[field: string, value: unknown, takes: string]>([
    ['identity.issuer', 'http://example.okta.com', 'the iss of the tokens: an https:// URL without query or fragment'],
    ['identity.issuer', 'https://example.okta.com?a=b', 'the iss of the tokens'],
    ['identity.audience', '', 'what aud of the access tokens names: the API, not an app'],
    ['identity.audience', '0oabzjlulb3iB9ZSk4x7', "a name that is no app's: ID tokens are made for apps"],
    ['identity.clients', [], 'one client id to 50'],
    ['identity.clients.0', 'a,b', 'a client id'],
    ['identity.scopeClaim', 'roles', "'scope' (Auth0) or 'scp' (Okta, Entra ID)"],
    ['identity.clientClaim', 'aud', "'azp' (Auth0, Entra ID 2.0), 'cid' (Okta)"],
    ['identity.userClaim', 'email', "'sub' (Auth0), 'uid' (Okta) or 'oid' (Entra ID)"],
    ['identity.keysFile', '../keys.json', 'the name of a .json file in config/<env>/'],
    ['identity.domainPrefix', 'portcullis', 'no field of that name; there are: kind, issuer'],
    ['waf.signIn', { limit: 100, windowSeconds: 300 }, 'no field of that name; there are: perAddress'],
  ])('%s: %j is refused with what it takes', (field, value, takes) => {
    const message = input('okta', field, value);
    expect(message.startsWith(`config/own.ts: ${field}: got ${JSON.stringify(value)}, takes ${takes}`)).toBe(true);
    expect(message).not.toContain('\n');
  });

  test.each<[field: string, value: unknown, takes: string]>([
    ['partners.0.clientId', undefined, 'a client id'],
    ['partners.1.clientId', 'client_of_acme', 'a client of this partner alone'],
    ['partners.0.scopes', ['accounts.read'], 'no field of that name; there are: name, certificates, clientId'],
    ['identity.clients', ['app'], 'nothing with partner/regional: it is a field of consumer/edge'],
    ['identity.userClaim', 'sub', 'nothing with partner/regional: it is a field of consumer/edge'],
    ['identity.audience', 'client_of_acme', "a name that is no app's: ID tokens are made for apps"],
    [
      'identity.clientClaim',
      'appid',
      "'cid' (Okta), 'azp' (Auth0) or 'client_id' (RFC 9068); Entra ID gives systems roles",
    ],
    ['identity.scopeClaim', 'scp', "'scope' (Auth0) with clientClaim azp; Entra ID gives systems roles and no scopes"],
    ['waf.signIn', { limit: 100, windowSeconds: 300 }, 'no field of that name; there are: perAddress'],
  ])('of partners: %s: %j is refused with what it takes', (field, value, takes) => {
    const message = input('partners', field, value);
    expect(
      message.startsWith(
        `config/own.ts: ${field}: got ${value === undefined ? 'nothing' : JSON.stringify(value)}, takes ${takes}`,
      ),
    ).toBe(true);
    expect(message).not.toContain('\n');
  });
});

test('a passkey is of our sign-in page, or of an auth domain of one’s own', () => {
  const of = (relyingPartyId: string) => changed('identity.passkeys', { relyingPartyId });
  expect(refusal('example', of('other.auth.eu-west-1.amazoncognito.com'))).toContain(
    'takes portcullis-example.auth.eu-west-1.amazoncognito.com, or the host name of an auth domain',
  );
  for (const host of ['portcullis-example.auth.eu-west-1.amazoncognito.com', 'auth.example.com'])
    expect(parseConfig('example', of(host)).identity).toMatchObject({ passkeys: { relyingPartyId: host } });
});
