import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pinnedKeys } from '../../../lambda/guard/keys';
import { ConfigError, parseConfig, type OwnIssuerConfig } from '../../../lib/config';
import { DataStack } from '../../../lib/data/data-stack';
import { issuerKeys } from '../../../lib/identity/issuer-keys';
import { ownIssuer } from '../../../lib/identity/own-issuer';
import { ServicesStack } from '../../../lib/services/services-stack';
import { inputs } from '../../own-issuers';

const folder = mkdtempSync(join(tmpdir(), 'issuer-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pinned = { env: 'prod', identity: { keysFile: 'okta.json' } };
const n = Buffer.alloc(256, 0xff).toString('base64url');
const key = { kty: 'RSA', kid: 'k-1', alg: 'RS256', use: 'sig', n, e: 'AQAB' };
const read = (content: unknown, of = pinned) => {
  writeFileSync(join(folder, 'okta.json'), typeof content === 'string' ? content : JSON.stringify(content));
  return issuerKeys(of, folder);
};

test('what verifies tokens is kept, as the guard takes it', () => {
  const { alg: _alg, use: _use, ...silent } = key;
  const others = [
    { ...key, alg: 'PS256' },
    { ...key, use: 'enc' },
    { kty: 'EC', kid: 'k-9', crv: 'P-256' },
    { ...key, kid: undefined },
    { ...key, n: Buffer.alloc(128, 0xff).toString('base64url') },
  ];
  const text = read({ keys: [{ ...key, x5c: ['MIIC'] }, { ...silent, kid: 'k-2' }, ...others] });
  expect(JSON.parse(text ?? '')).toEqual({ keys: [key, { ...key, kid: 'k-2' }] });
  expect(() => pinnedKeys(text ?? '')).not.toThrow();
});

test('none are pinned unless the configuration says so', () =>
  expect(issuerKeys({ env: 'prod', identity: {} }, folder)).toBeUndefined());

const privateKey = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey.export({ format: 'jwk' });

test.each<[string, unknown, string]>([
  ['no JSON', 'keys', 'got something else, takes the issuer\'s JWK set: { "keys": [ … ] }'],
  ['no set', [key], 'got something else'],
  ['a set of texts', { keys: ['a'] }, 'got something else'],
  ['an empty set', { keys: [] }, 'got 0 keys, none for RS256, takes an RSA key with a kid, of 2,048 bits or more'],
  ['a private key', { keys: [{ ...key, ...privateKey }] }, 'got a private key or a secret, takes public keys'],
  ['a shared secret', { keys: [key, { kty: 'oct', k: 'c2VjcmV0' }] }, 'got a private key or a secret'],
  [
    'more than an environment has room for',
    { keys: Array.from({ length: 6 }, () => key) },
    'takes 2000 characters at most',
  ],
])('%s is refused in one line that shows nothing of it', (_what, content, message) => {
  const thrown = (() => {
    try {
      return read(content);
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toBeInstanceOf(ConfigError);
  expect(
    (thrown as Error).message.startsWith(`config/prod/okta.json: ${message.startsWith('got') ? message : 'got'}`),
  ).toBe(true);
  expect((thrown as Error).message).toContain(message);
  expect((thrown as Error).message).not.toMatch(/\n|c2VjcmV0/);
});

test('a file that is not there is refused', () =>
  expect(() => issuerKeys(pinned, join(folder, 'nowhere'))).toThrow(
    new ConfigError("config/prod/okta.json: got no such file, takes the issuer's JWK set, as its jwks_uri answers it"),
  ));

test('every service is told them, and fetches none', () => {
  read({ keys: [key] });
  const { identity, ...rest } = inputs.okta;
  const checked = parseConfig('prod', { ...rest, identity: { ...identity, keysFile: 'okta.json' } }) as OwnIssuerConfig;
  // The folder of an environment stands under config/; this one is elsewhere.
  const config = { ...checked, env: relative(join(__dirname, '..', '..', '..', 'config'), folder) };
  const app = new App();
  const data = new DataStack(app, 'data', { config });
  const services = new ServicesStack(app, 'services', { config, identity: ownIssuer(config), data });
  const functions = Object.values(Template.fromStack(services).findResources('AWS::Lambda::Function'));
  expect(functions.length).toBeGreaterThan(2);
  for (const { Properties } of functions as { Properties: { Environment: { Variables: Record<string, string> } } }[])
    expect(JSON.parse(Properties.Environment.Variables['ISSUER_KEYS'] ?? '')).toEqual({ keys: [key] });
});
