import { createHmac, generateKeyPairSync } from 'node:crypto';
import { verifyProof } from '../../../lambda/guard/dpop';
import { rsaKeys } from '../../rsa-keys';
import { jws } from '../../../tools/fixtures/jws';
import { app, ath, claimsFor } from './support/proofs';

/** RFC 9449, figures 2, 9, 13 and 14: the proofs as they are printed, the key's thumbprint, the token and its hash. */
const rfc = {
  token: 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU',
  ath: 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo',
  keyThumbprint: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
  head: 'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19',
  atToken:
    'eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg',
  atResource:
    'eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA',
};
const atResource = {
  method: 'GET',
  url: 'https://resource.example.org/protectedresource',
  accessToken: rfc.token,
  now: 1_562_262_618_000,
};

describe('the examples of RFC 9449', () => {
  test('the hash of the token (figure 14)', () => expect(ath(rfc.token)).toBe(rfc.ath));

  test('a proof for a protected resource (figure 13)', async () => {
    await expect(verifyProof(`${rfc.head}.${rfc.atResource}`, atResource)).resolves.toEqual({
      keyThumbprint: rfc.keyThumbprint,
      jti: 'e1j3V_bKic8-LAEB',
      nonce: undefined,
    });
  });

  test('a proof for the token endpoint has no ath, so it opens no resource (figure 2)', async () => {
    const there = { method: 'POST', url: 'https://server.example.com/token', now: 1_562_262_616_000 };
    await expect(verifyProof(`${rfc.head}.${rfc.atToken}`, { ...there, accessToken: rfc.token })).rejects.toMatchObject(
      { code: 'proof_wrong_token' },
    );
  });

  test.each([
    ['proof_wrong_request', { method: 'POST' }],
    ['proof_wrong_request', { url: 'https://resource.example.org/other' }],
    ['proof_wrong_token', { accessToken: 'another' }],
    ['proof_stale', { now: 1_562_262_800_000 }],
  ])('%s, when anything differs: %j', async (code, other) => {
    await expect(verifyProof(`${rfc.head}.${rfc.atResource}`, { ...atResource, ...other })).rejects.toMatchObject({
      status: 401,
      code,
      headers: { 'www-authenticate': 'DPoP error="invalid_dpop_proof", algs="ES256"' },
    });
  });
});

const now = 1_700_000_000_000;
const url = 'https://api.example.com/transfers';
const token = 'a.b.c';
const ours = app();
const right = claimsFor('POST', url, token, now);
const verify = (proof: string) => verifyProof(proof, { method: 'POST', url, accessToken: token, now });
const [rsa] = rsaKeys();

test.each([
  ['as it should be', {}],
  ['with a nonce', { nonce: 'n-1' }],
  ['at the end of its life', { iat: now / 1000 - 60 }],
  ['of a clock that is five seconds ahead', { iat: now / 1000 + 5 }],
  ['with a query and a fragment, which do not count', { htu: `${url}?a=1#b` }],
  ['with the host in capitals and the port spelled out', { htu: 'HTTPS://API.example.com:443/transfers' }],
])('taken: %s', async (_what, change) => {
  const { jti, nonce } = { nonce: undefined, ...right, ...change };
  await expect(verify(ours.prove({ ...right, ...change }))).resolves.toEqual({
    keyThumbprint: ours.keyThumbprint,
    jti,
    nonce,
  });
});

const { jti: _jti, ...noId } = right;
const { ath: _ath, ...noToken } = right;
const { iat: _iat, ...noTime } = right;
const { jwk: _jwk, ...noKey } = { jwk: ours.jwk, typ: 'dpop+jwt', alg: 'ES256' };
const spoiled = (proof: string) => `${proof.slice(0, -4)}${proof.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
const spliced = (claims: object) => {
  const [head, , signature] = ours.prove(right).split('.');
  return `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
};
const none = ours.prove(right, { alg: 'none' }).replace(/[^.]+$/, 'AA');
const other = app();
const privateKeyOf = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

test.each<[string, string, string]>([
  ['text', 'proof_invalid', 'proof'],
  ['two proofs', 'proof_invalid', `${ours.prove(right)},${ours.prove(right)}`],
  ['a proof of 5 KB', 'proof_invalid', ours.prove({ ...right, more: 'x'.repeat(4_000) })],
  ['a signature that was touched', 'proof_invalid', spoiled(ours.prove(right))],
  ['claims of another proof', 'proof_invalid', spliced({ ...right, ath: ath('stolen') })],
  ["another app's key in the header", 'proof_invalid', ours.prove(right, { jwk: other.jwk })],
  ['no key', 'proof_invalid', jws(noKey, right, privateKeyOf)],
  ['a private key', 'proof_invalid', ours.prove(right, { jwk: ours.privateJwk })],
  ['a symmetric key', 'proof_invalid', ours.prove(right, { jwk: { kty: 'oct', k: 'AAAA' } })],
  ['a key that is text', 'proof_invalid', ours.prove(right, { jwk: 'key' })],
  ['alg none', 'proof_invalid', none],
  [
    'HMAC over a key it brings along',
    'proof_invalid',
    ours
      .prove(right, { alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } })
      .replace(/\.[^.]+$/, `.${createHmac('sha256', Buffer.alloc(3)).update('x').digest('base64url')}`),
  ],
  ['RS256', 'proof_invalid', ours.prove(right, { alg: 'RS256', jwk: rsa.publicKey.export({ format: 'jwk' }) })],
  ['an access token for a proof', 'proof_invalid', ours.prove(right, { typ: 'at+jwt' })],
  ['no type', 'proof_invalid', ours.prove(right, { typ: undefined })],
  ['a critical extension', 'proof_invalid', ours.prove(right, { crit: ['b64'], b64: false })],
  ['no id', 'proof_invalid', ours.prove(noId)],
  ['a short id', 'proof_invalid', ours.prove({ ...right, jti: '1' })],
  ['an endless id', 'proof_invalid', ours.prove({ ...right, jti: 'x'.repeat(129) })],
  ['an id that is no text', 'proof_invalid', ours.prove({ ...right, jti: 12_345_678 })],
  ['no time', 'proof_stale', ours.prove(noTime)],
  ['a time in words', 'proof_stale', ours.prove({ ...right, iat: 'now' })],
  ['a minute and six seconds of age', 'proof_stale', ours.prove({ ...right, iat: now / 1000 - 66 })],
  ['a clock six seconds ahead', 'proof_stale', ours.prove({ ...right, iat: now / 1000 + 6 })],
  ['another method', 'proof_wrong_request', ours.prove({ ...right, htm: 'GET' })],
  ['the method in small letters', 'proof_wrong_request', ours.prove({ ...right, htm: 'post' })],
  ['another path', 'proof_wrong_request', ours.prove({ ...right, htu: `${url}/1` })],
  ['another host', 'proof_wrong_request', ours.prove({ ...right, htu: 'https://evil.example.com/transfers' })],
  ['another port', 'proof_wrong_request', ours.prove({ ...right, htu: 'https://api.example.com:8443/transfers' })],
  ['plain http', 'proof_wrong_request', ours.prove({ ...right, htu: url.replace('https', 'http') })],
  ['a user in the URI', 'proof_wrong_request', ours.prove({ ...right, htu: url.replace('//', '//a@') })],
  ['a path only', 'proof_wrong_request', ours.prove({ ...right, htu: '/transfers' })],
  ['no hash of the token', 'proof_wrong_token', ours.prove(noToken)],
  ['the hash of another token', 'proof_wrong_token', ours.prove({ ...right, ath: ath('d.e.f') })],
  ['the token instead of its hash', 'proof_wrong_token', ours.prove({ ...right, ath: token })],
])('refused: %s (%s)', async (_what, code, proof) => {
  await expect(verify(proof)).rejects.toMatchObject({ name: 'Problem', status: 401, code });
});
