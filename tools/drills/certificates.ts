import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import {
  generateKeyPair,
  issueAuthority,
  issueLeaf,
  localSigner,
  readCertificate,
  type Issuer,
  type LeafRequest,
} from '../../lambda/x509';
import { LocalError, type Placed, type World } from '../local/types';
import { standIn } from './aws';
import type { ClientCertificate } from './client';

/** Client certificates for attacks on the origin hop, and the edge's own for their twins. */

/** The certificate the edge shows the gateway, taken from ACM's stand-in. */
export async function edgeCertificate(world: World): Promise<ClientCertificate> {
  for (const { stack, properties } of world.assembly.ofType('AWS::CloudFront::Distribution')) {
    const { Origins = [] } = (properties.DistributionConfig ?? {}) as { Origins?: Origin[] };
    for (const { CustomOriginConfig } of Origins) {
      const arn = CustomOriginConfig?.OriginMtlsConfig?.ClientCertificateArn;
      if (arn === undefined) continue;
      const held = world.certificate(String(await world.resolve(stack, arn)));
      if (held !== undefined) return held;
    }
  }
  throw new LocalError('origin-mtls: no origin of the distribution has a client certificate; set OriginMtlsConfig');
}

interface Origin {
  readonly CustomOriginConfig?: { readonly OriginMtlsConfig?: { readonly ClientCertificateArn?: unknown } };
}

/** A CA of the attacker's own, under any name. */
export async function madeUpAuthority(subject: string): Promise<Issuer> {
  const signer = localSigner(generateKeyPair().privateKey);
  return { certificate: await issueAuthority({ subject, signer, validityDays: 2 }), signer };
}

/** A certificate with the name of another, whose issuer is itself. */
export async function selfSigned(like: ClientCertificate): Promise<ClientCertificate> {
  const { subject } = readCertificate(like.certificate);
  const { privateKey } = generateKeyPair();
  const certificate = await issueAuthority({ subject, signer: localSigner(privateKey), validityDays: 1 });
  return { certificate, privateKey };
}

/** A copy of the edge's certificate, from a CA with the name of ours and a key of the attacker's. */
export async function fromAnotherAuthority(world: World): Promise<ClientCertificate> {
  const subject = readCertificate((await edgeCertificate(world)).certificate).issuer;
  return likeTheEdge(world, await madeUpAuthority(subject), {});
}

/** A certificate of the real origin-hop CA, like the edge's but for what is given. */
export async function fromOurAuthority(
  world: World,
  changes: Partial<Pick<LeafRequest, 'usages' | 'names'>> & { readonly expired?: true },
): Promise<ClientCertificate> {
  return likeTheEdge(world, await ourAuthority(world), changes);
}

const day = 86_400_000;

async function likeTheEdge(
  world: World,
  issuer: Issuer,
  { expired, ...changes }: Parameters<typeof fromOurAuthority>[1],
): Promise<ClientCertificate> {
  const { subject, names } = readCertificate((await edgeCertificate(world)).certificate);
  const { spki, privateKey } = generateKeyPair();
  const now = Date.now();
  const validity = {
    notBefore: new Date(now - (expired ? 2 * day : day / 24)),
    notAfter: new Date(now + (expired ? -day : day)),
  };
  const certificate = await issueLeaf({
    subject,
    spki,
    issuer,
    usages: ['clientAuth'],
    names,
    ...validity,
    ...changes,
  });
  return { certificate, privateKey };
}

/** The CA that signed the edge's certificate, with its key behind KMS's stand-in: what an insider with access could sign. */
async function ourAuthority(world: World): Promise<Issuer> {
  const edge = readCertificate((await edgeCertificate(world)).certificate);
  for (const resource of world.assembly.ofType('Custom::OriginHopAuthority')) {
    const certificate = String((await world.live(resource)).attributes.CertificatePem);
    if (readCertificate(certificate).subject === edge.issuer)
      return { certificate, signer: await kmsSigner(world, resource, resource.properties.KeyAlias) };
  }
  throw new LocalError(`origin-mtls: no Custom::OriginHopAuthority of the templates is ${edge.issuer}`);
}

/** Signs with a key behind KMS's stand-in; the alias as the template has it. */
export async function kmsSigner(world: World, { stack }: Placed, alias: unknown): Promise<Issuer['signer']> {
  const KeyId = String(await world.resolve(stack, alias));
  const kms = new KMSClient(standIn(world, 'KMS', stack.region));
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId }));
  if (PublicKey === undefined) throw new LocalError(`kms: no public key behind ${KeyId}`);
  const sign = async (Message: Uint8Array): Promise<Uint8Array> => {
    const { Signature } = await kms.send(
      new SignCommand({ KeyId, Message, MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' }),
    );
    if (Signature === undefined) throw new LocalError(`kms: no signature from ${KeyId}`);
    return Signature;
  };
  return { spki: PublicKey, sign };
}
