import { createHash } from 'node:crypto';
import type { Signer } from '../x509';
import type { Kms } from './kms';

/**
 * Signs with a KMS key that is asked for by its alias only, so that a role can be held to that alias (`kms:RequestAlias`),
 * to ECDSA_SHA_256 (`kms:SigningAlgorithm`) and to digests (`kms:MessageType`).
 */
export async function kmsSigner(kms: Kms, alias: string, signal: AbortSignal): Promise<Signer> {
  const { KeySpec, KeyUsage, PublicKey } = await kms.send('GetPublicKey', { KeyId: alias }, signal);
  if (KeySpec !== 'ECC_NIST_P256' || KeyUsage !== 'SIGN_VERIFY' || typeof PublicKey !== 'string')
    throw new Error(
      `${alias}: got a key ${String(KeySpec)} for ${String(KeyUsage)}, takes ECC_NIST_P256 for SIGN_VERIFY`,
    );
  return {
    spki: Buffer.from(PublicKey, 'base64'),
    async sign(data) {
      const request = {
        KeyId: alias,
        SigningAlgorithm: 'ECDSA_SHA_256',
        MessageType: 'DIGEST',
        Message: createHash('sha256').update(data).digest('base64'),
      };
      const { Signature } = await kms.send('Sign', request, signal);
      if (typeof Signature !== 'string') throw new Error(`${alias}: KMS gave no signature`);
      return Buffer.from(Signature, 'base64');
    },
  };
}
