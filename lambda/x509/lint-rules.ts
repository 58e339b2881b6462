import type { X509Certificate } from 'node:crypto';
import { strongKeys, strongKeyTypes } from './keys';
import type { CertificateFacts } from './read';

/** What is asked of each certificate of a truststore, and of all of them together. */

/** Something about a truststore that somebody has to mend; a warning does not keep it from being published. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** The subject; empty where the finding is about the file, or about all of them. */
  readonly certificate: string;
  readonly what: string;
  readonly mend: string;
}

export interface LintOptions {
  readonly now?: Date;
  /** A CA with less life than that wants another that follows it; as long as the first alarm rings ahead when left out. 0: none does. */
  readonly alarmDays?: number;
  /** Files whose CAs may end without one that follows, and why. */
  readonly ending?: Readonly<Record<string, string>>;
  /** API Gateway itself takes a CA without its issuer, and then refuses every client of it. */
  readonly incompleteChains?: 'refused' | 'taken';
}

/** Days before a CA's end at which the first alarm rings. */
const firstAlarm = 60;

/** A certificate and the file it stands in. */
export interface Entry {
  readonly file: string;
  readonly facts: CertificateFacts;
  readonly node: X509Certificate;
}

// API Gateway walks no longer chain (developer guide, mutual TLS).
const mostInChain = 4;

export const error = (file: string, certificate: string, what: string, mend: string): Finding => ({
  severity: 'error',
  file,
  certificate,
  what,
  mend,
});

const hashes = /^SHA-(?:256|384|512)$/;
const day = 86_400_000;

export function lintAuthority(entry: Entry, entries: readonly Entry[], options: LintOptions): Finding[] {
  const { file, facts } = entry;
  const { now = new Date(), alarmDays = firstAlarm, ending = {} } = options;
  const found: Finding[] = [];
  const refuse = (what: string, mend: string) => found.push(error(file, facts.subject, what, mend));
  if (!facts.isAuthority) refuse('got no CA:TRUE', 'takes a CA certificate: a leaf here would trust only itself');
  if (!facts.keyUsages.includes('keyCertSign'))
    refuse('got no keyCertSign in its key usage', 'takes a CA certificate that says it signs certificates');
  if (!strongKeyTypes.test(facts.keyType)) refuse(`got a key of type ${facts.keyType}`, `takes ${strongKeys}`);
  if (!hashes.test(facts.signatureHash ?? ''))
    refuse(
      `got a signature over ${facts.signatureHash ?? 'an unknown hash'}`,
      'takes SHA-256 or better: have it issued again',
    );
  const end = facts.notAfter.toISOString();
  const left = (facts.notAfter.getTime() - now.getTime()) / day;
  if (left <= 0) refuse(`expired on ${end}`, 'remove it, and add the CA that follows it');
  else if (left < alarmDays) {
    const what = `expires on ${end}, in ${Math.floor(left)} days`;
    const mend = isFollowed(entry, entries, now.getTime() + alarmDays * day)
      ? 'remove it when nobody uses it'
      : ending[file];
    if (mend === undefined) refuse(what, follow);
    else found.push({ severity: 'warning', file, certificate: facts.subject, what, mend });
  }
  if (facts.notBefore > now)
    refuse(`is not valid before ${facts.notBefore.toISOString()}`, 'add it once it is valid, or set the clock right');
  return found;
}

const follow =
  'add the CA that follows it now (portcullis trust rotate): of the same name but for its CN; or say under clients.ending why none does';

/** Whether a CA that lives longer stands beside it: of the same name but for the CN, root for root. Who has no other name has no relatives. */
function isFollowed({ facts }: Entry, entries: readonly Entry[], until: number): boolean {
  const family = familyOf(facts);
  return (
    family !== '' &&
    entries.some(
      ({ facts: other }) =>
        other.isAuthority &&
        other.notAfter.getTime() >= until &&
        familyOf(other) === family &&
        isSelfIssued(other) === isSelfIssued(facts),
    )
  );
}

/** The subject without its common names: `O=Example` of `CN=MDM CA 2, O=Example`. A comma within a value is escaped (RFC 4514). */
const familyOf = ({ subject }: CertificateFacts): string =>
  subject.replaceAll(/(?:^|, )CN=(?:\\.|[^\\,])*/g, '').replace(/^, /, '');

const isSelfIssued = ({ subject, issuer }: CertificateFacts): boolean => subject === issuer;

/** API Gateway takes one issuer for a subject: of two CAs with one name it would not know which signed. */
export function duplicateSubjects(entries: readonly Entry[]): Finding[] {
  const first = new Map<string, Entry>();
  return entries.flatMap(entry => {
    const other = first.get(entry.facts.subject);
    if (other === undefined) first.set(entry.facts.subject, entry);
    return other === undefined
      ? []
      : [
          error(
            entry.file,
            entry.facts.subject,
            `got more than one certificate with this subject, the other in ${other.file}`,
            'takes one: remove one, or give the new CA a subject of its own',
          ),
        ];
  });
}

/** Every CA that is not a root has its issuer beside it, and no chain is longer than what the gateway walks. */
export function lintChains(entries: readonly Entry[]): Finding[] {
  const bySubject = new Map(entries.map(entry => [entry.facts.subject, entry]));
  return entries.flatMap(entry => {
    const { file, facts } = entry;
    let current = entry;
    for (let length = 1; ; length += 1) {
      if (length > mostInChain)
        return [
          error(
            file,
            facts.subject,
            `got a chain of more than ${mostInChain} CAs`,
            'have it issued nearer to its root',
          ),
        ];
      const above = bySubject.get(current.facts.issuer);
      if (above === undefined)
        return current === entry
          ? [
              error(
                file,
                facts.subject,
                `got no certificate of its issuer, ${facts.issuer}`,
                'add that one too, up to the root',
              ),
            ]
          : [];
      if (current === entry && !entry.node.verify(above.node.publicKey))
        return [
          error(
            file,
            facts.subject,
            `got a signature that the certificate of its issuer, ${facts.issuer} in ${above.file}, does not verify`,
            'put the issuer that really signed it beside it',
          ),
        ];
      if (above === current) return [];
      current = above;
    }
  });
}
