import { strongKeys, strongKeyTypes } from './keys';
import { pemBundle, readCertificate, type CertificateFacts } from './read';

/**
 * What API Gateway's truststore refuses, or worse, accepts with a warning nobody reads (API Gateway developer guide, mutual
 * TLS): said before anything is published. Gives one line a problem; none means the bundle may be published.
 */
export function lintTruststore(bundle: string, now = new Date()): string[] {
  let certificates: CertificateFacts[];
  try {
    certificates = pemBundle(bundle).map(readCertificate);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  if (certificates.length === 0) return ['truststore: got no certificate, takes one CA or more'];
  return [...certificates.flatMap(facts => lintAuthority(facts, now)), ...duplicateSubjects(certificates)];
}

const hashes = /^SHA-(?:256|384|512)$/;

function lintAuthority(facts: CertificateFacts, now: Date): string[] {
  const problems: string[] = [];
  const refuse = (what: string) => problems.push(`${facts.subject}: ${what}`);
  if (!facts.isAuthority) refuse('got no CA:TRUE, takes a CA certificate (a leaf here would trust only itself)');
  if (!facts.keyUsages.includes('keyCertSign')) refuse('got no keyCertSign in its key usage, takes a CA certificate');
  if (!strongKeyTypes.test(facts.keyType)) refuse(`got a key of type ${facts.keyType}, takes ${strongKeys}`);
  if (!hashes.test(facts.signatureHash ?? ''))
    refuse(`got a signature over ${facts.signatureHash ?? 'an unknown hash'}, takes SHA-256 or better`);
  if (facts.notAfter <= now) refuse(`expired on ${facts.notAfter.toISOString()}; remove this generation`);
  if (facts.notBefore > now) refuse(`is not valid before ${facts.notBefore.toISOString()}`);
  return problems;
}

/** API Gateway takes one issuer for a subject: of two CAs with one name it would not know which signed. */
function duplicateSubjects(certificates: readonly CertificateFacts[]): string[] {
  const subjects = certificates.map(({ subject }) => subject);
  return [...new Set(subjects.filter((subject, at) => subjects.indexOf(subject) !== at))].map(
    subject => `${subject}: got more than one certificate with this subject, takes one`,
  );
}
