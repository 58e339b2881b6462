import { FetchError } from 'aws-jwt-verify/error';
import { discovering, discoveryUri, signingKeys } from '../../../lambda/guard/keys';

const issuer = 'https://my-domain.auth0.com/';
const at = 'https://my-domain.auth0.com/.well-known/openid-configuration';
const keys = 'https://my-domain.auth0.com/.well-known/jwks.json';
const set = { keys: [{ kty: 'RSA', kid: 'key-1', use: 'sig', n: 'AQAB', e: 'AQAB' }] };

/** Stands in for the network. */
const network = (documents: Readonly<Record<string, unknown>>) => {
  const asked: string[] = [];
  return {
    asked,
    fetch: async (uri: string) => {
      asked.push(uri);
      if (!(uri in documents)) throw new FetchError(uri, 'not found');
      const text = typeof documents[uri] === 'string' ? documents[uri] : JSON.stringify(documents[uri]);
      return new TextEncoder().encode(text).buffer;
    },
  };
};

test('the document stands under the issuer, with or without a slash at its end', () => {
  expect(discoveryUri(issuer)).toBe(at);
  expect(discoveryUri('https://example.okta.com/oauth2/default')).toBe(
    'https://example.okta.com/oauth2/default/.well-known/openid-configuration',
  );
});

test('the keys are where the issuer says they are, and are asked for once', async () => {
  const net = network({ [at]: { issuer, jwks_uri: keys }, [keys]: set });
  const cache = signingKeys(Date.now, discovering(issuer, net));
  const jwt = { header: { alg: 'RS256', kid: 'key-1' }, payload: {} };
  await expect(cache.getJwk(at, jwt)).resolves.toMatchObject({ kid: 'key-1' });
  await expect(cache.getJwk(at, jwt)).resolves.toMatchObject({ kid: 'key-1' });
  expect(net.asked).toEqual([at, keys]);
});

test.each<[what: string, document: unknown]>([
  ['is about another issuer', { issuer: 'https://evil.example', jwks_uri: keys }],
  ['is about the issuer without its slash', { issuer: issuer.slice(0, -1), jwks_uri: keys }],
  ['leads to plain HTTP', { issuer, jwks_uri: keys.replace('https:', 'http:') }],
  ['leads nowhere', { issuer }],
  ['is no JSON', '<html>'],
  ['is a list', '[]'],
  ['is null', 'null'],
])('a document that %s gives no key', async (_what, document) => {
  const net = network({ [at]: document, [keys]: set });
  await expect(discovering(issuer, net).fetch(at)).rejects.toThrow(FetchError);
  expect(net.asked).toEqual([at]);
});
