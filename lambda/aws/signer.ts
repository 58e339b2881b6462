import { createHash } from 'node:crypto';
import { GetPublicKeyCommand, SignCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { Signer } from '../x509';

/**
 * Signs with a KMS key that is asked for by its alias only, so that a role can be held to that alias (`kms:RequestAlias`),
 * to ECDSA_SHA_256 (`kms:SigningAlgorithm`) and to digests (`kms:MessageType`).
 */
export async function kmsSigner(kms: KMSClient, alias: string, abortSignal: AbortSignal): Promise<Signer> {
  const key = await kms.send(new GetPublicKeyCommand({ KeyId: alias }), { abortSignal });
  if (key.KeySpec !== 'ECC_NIST_P256' || key.KeyUsage !== 'SIGN_VERIFY' || key.PublicKey === undefined)
    throw new Error(`${alias}: got a key ${key.KeySpec} for ${key.KeyUsage}, takes ECC_NIST_P256 for SIGN_VERIFY`);
  return {
    spki: key.PublicKey,
    async sign(data) {
      const request = new SignCommand({
        KeyId: alias,
        SigningAlgorithm: 'ECDSA_SHA_256',
        MessageType: 'DIGEST',
        Message: createHash('sha256').update(data).digest(),
      });
      const { Signature } = await kms.send(request, { abortSignal });
      if (Signature === undefined) throw new Error(`${alias}: KMS gave no signature`);
      return Signature;
    },
  };
}
