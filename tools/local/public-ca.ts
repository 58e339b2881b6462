import { generateKeyPair, issueAuthority, issueLeaf, localSigner } from '../../lambda/x509';
import type { KeyedCertificate, World } from './types';

/** Long enough for a demonstration left running, short enough that a copy in some trust store soon means nothing. */
const validityDays = 7;

/**
 * Stands for the public CAs that browsers and CloudFront trust. Its key never leaves this process and ends with it, so
 * a certificate of it left behind in a browser cannot be used by anybody.
 */
export async function createPublicCa(): Promise<World['publicCa']> {
  const signer = localSigner(generateKeyPair().privateKey);
  const certificate = await issueAuthority({ subject: 'CN=Portcullis local public CA', signer, validityDays });
  const issue = async (hostnames: readonly string[]): Promise<KeyedCertificate> => {
    const { spki, privateKey } = generateKeyPair();
    const leaf = await issueLeaf({
      subject: `CN=${hostnames[0] ?? 'localhost'}`,
      spki,
      issuer: { certificate, signer },
      usages: ['serverAuth'],
      // Clients reach every host of the chain on loopback, whatever its name in the templates.
      names: { dns: [...new Set([...hostnames, 'localhost'])], ips: ['127.0.0.1', '::1'] },
      // A leaf may not outlive its CA.
      validityDays: validityDays - 1,
    });
    return { certificate: leaf, chain: '', privateKey };
  };
  const issued = new Map<string, Promise<KeyedCertificate>>();
  return {
    certificate,
    issue(hostnames) {
      const names = hostnames.join(' ');
      const found = issued.get(names) ?? issue(hostnames);
      issued.set(names, found);
      return found;
    },
  };
}

let shared: Promise<World['publicCa']> | undefined;

/** The one public CA of this process: the world outside does not change from one deployment to the next. */
export const publicCa = (): Promise<World['publicCa']> => (shared ??= createPublicCa());
