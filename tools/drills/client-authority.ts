import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { generateKeyPair, issueLeaf, readCertificate, type Issuer, type LeafRequest } from '../../lambda/x509';
import { LocalError, type World } from '../local/types';
import { kmsSigner } from './certificates';
import type { ClientCertificate } from './client';
import type { Seeded } from './types';

/** Certificates for attacks on the clients' door: of our CA, as an insider could have them made, and of others. */

/** What a caller shows in the handshake. Throws {@link LocalError} where callers show nothing. */
export function certificateOf({ username, certificate }: Seeded): ClientCertificate {
  if (certificate === undefined) throw new LocalError(`${username}: got no certificate in a profile that takes them`);
  return certificate;
}

/** The id that the certificate's SAN URI ends in: of the device, or the partner. */
export const idIn = ({ certificate }: ClientCertificate): string =>
  readCertificate(certificate).names.uris?.[0]?.split(':').at(-1) ?? '';

/** The clients' CA with its key behind KMS's stand-in, root or issuing: what an insider with access to it could sign. */
export async function clientAuthority(world: World, which: 'Root' | 'Issuing' = 'Issuing'): Promise<Issuer> {
  const [resource] = world.assembly.ofType('Custom::ClientAuthority');
  if (resource === undefined)
    throw new LocalError('client-mtls: no Custom::ClientAuthority in the templates, so there is no CA to misuse');
  await world.live(resource);
  const { [`${which}Object`]: key, [`${which}KeyAlias`]: alias, Bucket } = resource.properties;
  const place = await Promise.all([Bucket, key].map(async value => String(await world.resolve(resource.stack, value))));
  const certificate = world.object(place[0] ?? '', place[1] ?? '')?.toString('utf8');
  if (certificate === undefined) throw new LocalError(`client-mtls: there is no object s3://${place.join('/')}`);
  return { certificate, signer: await kmsSigner(world, resource, alias) };
}

type Changes = Partial<Pick<LeafRequest, 'subject' | 'names' | 'usages'>> & {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
};

const day = 86_400_000;

/** A caller's certificate once more, with another key and the changes given, from an issuer. */
export async function copyOf(caller: Seeded, issuer: Issuer, changes: Changes = {}): Promise<ClientCertificate> {
  const { subject, names } = readCertificate(certificateOf(caller).certificate);
  const { spki, privateKey } = generateKeyPair();
  const certificate = await issueLeaf({
    subject,
    names,
    spki,
    issuer,
    usages: ['clientAuth'],
    notAfter: new Date(Date.now() + day),
    ...changes,
  });
  return { certificate, chain: issuer.certificate, privateKey };
}

/**
 * A certificate signed with the key of another client, which is no CA: `issueLeaf` would refuse that, so the library is asked. What
 * was signed comes with its signer's certificate in the chain.
 */
export async function signedBy(holder: ClientCertificate, subject: string): Promise<ClientCertificate> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const pkcs8 = Buffer.from(holder.privateKey.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  const { spki, privateKey } = generateKeyPair();
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject,
      issuer: new x509.X509Certificate(holder.certificate).subjectName,
      publicKey: Buffer.from(spki),
      signingKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']),
      signingAlgorithm: algorithm,
      notBefore: new Date(Date.now() - 60_000),
      notAfter: new Date(Date.now() + day),
      extensions: [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])],
    },
    webcrypto as NonNullable<Parameters<typeof x509.X509CertificateGenerator.create>[1]>,
  );
  return {
    certificate: certificate.toString('pem'),
    chain: `${holder.certificate}\n${holder.chain ?? ''}`,
    privateKey,
  };
}
