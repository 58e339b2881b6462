import { X509Certificate } from 'node:crypto';
import { generateKeyPair, issueLeaf, pemBundle, readCertificate, type Issuer } from '../../../lambda/x509';
import { madeUpAuthority } from '../../../tools/drills/certificates';
import { certificateOf, copyOf, idIn, signedBy } from '../../../tools/drills/client-authority';
import type { ClientCertificate } from '../../../tools/drills/client';
import type { Seeded } from '../../../tools/drills/types';
import { chainFault } from '../../../tools/local/client-chain';

/** Each forgery has the one fault that its drill is about: with another, a wrong check would pass for the right one. */

let authority: Issuer;
let alice: Seeded;
beforeAll(async () => {
  authority = await madeUpAuthority('CN=clients');
  const { spki, privateKey } = generateKeyPair();
  const certificate = await issueLeaf({
    subject: 'CN=4a3f',
    names: { uris: ['urn:portcullis:device:4a3f'] },
    spki,
    issuer: authority,
    usages: ['clientAuth'],
    validityDays: 1,
  });
  alice = { username: 'alice', certificate: { certificate, chain: authority.certificate, privateKey } } as Seeded;
});

const faultOf = ({ certificate, chain = '' }: ClientCertificate) =>
  chainFault(
    pemBundle(`${certificate}\n${chain}`).map(pem => new X509Certificate(pem)),
    [new X509Certificate(authority.certificate)],
    { now: Date.now(), forClients: true },
  );

test('a copy has the names of the original, another key, and no fault', async () => {
  const copy = await copyOf(alice, authority);
  const [one, other] = [certificateOf(alice), copy].map(({ certificate }) => readCertificate(certificate));
  expect(faultOf(copy)).toBeUndefined();
  expect([other?.subject, other?.names]).toEqual([one?.subject, one?.names]);
  expect(Buffer.from(other?.spki ?? []).equals(Buffer.from(one?.spki ?? []))).toBe(false);
  expect(idIn(copy)).toBe('4a3f');
});

test.each<[string, () => Promise<ClientCertificate>, string]>([
  ['from a CA of the same name', async () => copyOf(alice, await madeUpAuthority('CN=clients')), 'unknown-issuer'],
  ['signed with the key of a client', () => signedBy(certificateOf(alice), 'CN=other'), 'unknown-issuer'],
  ['for servers', () => copyOf(alice, authority, { usages: ['serverAuth'] }), 'not-for-clients'],
  [
    'that ended a minute ago',
    () =>
      copyOf(alice, authority, {
        notBefore: new Date(Date.now() - 120_000),
        notAfter: new Date(Date.now() - 60_000),
      }),
    'expired',
  ],
])('a certificate %s has no other fault', async (_, forge, fault) => {
  expect(faultOf(await forge())).toBe(fault);
});

test('what a client signed really carries its signature', async () => {
  const { certificate } = await signedBy(certificateOf(alice), 'CN=other');
  const signer = new X509Certificate(certificateOf(alice).certificate);
  expect(new X509Certificate(certificate).verify(signer.publicKey)).toBe(true);
});

test('a caller without a certificate is told', () =>
  expect(() => certificateOf({ username: 'carol' } as Seeded)).toThrow('carol: got no certificate'));
