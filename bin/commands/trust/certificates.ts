import { writeFileSync } from 'node:fs';
import type { CertificatesAnswer, Owner } from '../../../lambda/certificates/protocol';
import { reasons } from '../../../lambda/certificates/protocol';
import { readCertificate } from '../../../lambda/x509';
import { UsageError } from '../errors';
import { certificatesOf, daysLeft, line, readText } from './files';
import { targetOf, type Target, type TargetOptions } from './target';

export interface IssueOptions extends TargetOptions {
  readonly csr?: string;
  readonly certificate?: string;
  readonly user?: string;
  readonly client?: string;
  readonly device: string;
  readonly replaces?: string;
  readonly out?: string;
}

/** `trust issue`: a certificate for a signing request, or a record of one that another CA issued. */
export async function issue(options: IssueOptions, target: Target = targetOf(options)): Promise<number> {
  const owner = ownerOf(options, target);
  const common = { owner, deviceId: options.device, requestedBy: target.operator };
  if ((options.csr === undefined) === (options.certificate === undefined))
    throw new UsageError('--csr, --certificate: takes one of them: a signing request, or a certificate of another CA');
  const answer =
    options.csr === undefined
      ? await target.ask({ action: 'register', certificate: readText(options.certificate ?? ''), ...common })
      : await target.ask({
          action: 'issue',
          csr: readText(options.csr),
          ...common,
          ...(options.replaces === undefined ? {} : { replaces: thumbprintOf(options.replaces) }),
        });
  if (refusedWith(answer)) return 1;
  if (!('notAfter' in answer)) throw new Error('no certificate');
  if ('certificate' in answer) {
    const text = answer.certificate + answer.chain;
    if (options.out === undefined) process.stdout.write(text);
    else writeFileSync(options.out, text);
  }
  const { thumbprint, serialNumber, notAfter } = answer;
  // The certificate goes to the standard output, and nothing else does.
  console.error(
    `${owner.kind}#${owner.id} ${options.device}: until ${notAfter}, serial ${serialNumber}, ${thumbprint}`,
  );
  return 0;
}

function ownerOf({ user, client }: IssueOptions, { users }: Target): Owner {
  if ((user === undefined) === (client === undefined))
    throw new UsageError('--user, --client: takes one of them: a user’s sub, or the client_id of a partner');
  if (client !== undefined) return { kind: 'client', id: users.get(client) ?? client };
  return { kind: 'user', id: users.get(user ?? '') ?? user ?? '' };
}

/** `trust revoke`: by thumbprint, or by the certificate itself. */
export async function revoke(
  certificate: string,
  options: TargetOptions & { readonly reason: string },
  target: Target = targetOf(options),
): Promise<number> {
  const reason = reasons.find(known => known === options.reason);
  if (reason === undefined)
    throw new UsageError(`--reason: got ${options.reason}, takes one of: ${reasons.join(', ')}`);
  const thumbprint = thumbprintOf(certificate);
  const answer = await target.ask({ action: 'revoke', thumbprint, reason, requestedBy: target.operator });
  if (refusedWith(answer)) return 1;
  if ('revokedAt' in answer)
    console.log(
      `${thumbprint}: revoked at ${answer.revokedAt}; the guard knows within 5 s, the edge within 2 minutes, and it is on the list`,
    );
  return 0;
}

/** `trust expiry`: what ends within so many days: CAs in force, and devices that were not renewed. */
export async function expiry(
  { days, ...options }: TargetOptions & { readonly days: number },
  target: Target = targetOf(options),
): Promise<number> {
  const { uri, bundle } = await target.truststore();
  const authorities = certificatesOf(uri, bundle);
  const soon = authorities.filter(({ notAfter }) => daysLeft(notAfter) < days);
  console.log(`${authorities.length} CAs in force, ${soon.length} of them end within ${days} days`);
  for (const each of soon) console.log(`  ${line(each)}`);
  const answer = await target.ask({ action: 'survey', issuedWithinDays: 0, endingWithinDays: days });
  if (!('ending' in answer)) throw new Error('no survey');
  console.log(`${answer.endingCount} devices end within ${days} days without a renewal`);
  for (const { owner, deviceId, issuer, notAfter, thumbprint } of answer.ending)
    console.log(`  ${owner} ${deviceId} (ends ${notAfter.slice(0, 10)}; issued by ${issuer}; ${thumbprint})`);
  const more = answer.endingCount - answer.ending.length;
  if (more > 0) console.log(`  and ${more} more, which end later`);
  return soon.length + answer.ending.length > 0 ? 1 : 0;
}

/** `trust inspect`: what certificates say of themselves: those of files, or of the truststore in force. */
export async function inspect(
  files: readonly string[],
  options: TargetOptions = {},
  target: () => Target = () => targetOf(options),
): Promise<number> {
  const bundles =
    files.length > 0
      ? files.map(file => ({ file, text: readText(file) }))
      : [await target().truststore()].map(({ uri, bundle }) => ({ file: uri, text: bundle }));
  for (const { file, text } of bundles)
    for (const facts of certificatesOf(file, text)) {
      const { uris = [], dns = [], ips = [] } = facts.names;
      const rows: Readonly<Record<string, string>> = {
        subject: facts.subject,
        issuer: facts.issuer,
        serial: facts.serialNumber,
        valid: `${facts.notBefore.toISOString()} to ${facts.notAfter.toISOString()} (${daysLeft(facts.notAfter)} days left)`,
        kind: facts.isAuthority ? `CA, path length ${facts.pathLength ?? 'any'}` : 'end entity',
        usage: [...facts.keyUsages, ...facts.extendedKeyUsages].join(', '),
        names: [...uris, ...dns, ...ips].join(', ') || 'none',
        key: `${facts.keyType}, signed over ${facts.signatureHash ?? 'an unknown hash'}`,
        thumbprint: facts.fingerprint,
      };
      console.log(file);
      for (const [name, value] of Object.entries(rows)) console.log(`  ${name.padEnd(10)} ${value}`);
    }
  return 0;
}

/** A thumbprint, or the one of the certificate in a file. */
function thumbprintOf(certificate: string): string {
  const written = certificate.replaceAll(':', '').toLowerCase();
  if (/^[0-9a-f]{64}$/.test(written)) return written;
  const [first] = certificatesOf(certificate, readText(certificate));
  if (first === undefined) throw new UsageError(`${certificate}: got no certificate`);
  return readCertificate(first.pem).fingerprint;
}

function refusedWith(answer: CertificatesAnswer): boolean {
  if (answer.ok) return false;
  console.error(`refused: ${answer.code}: ${answer.detail}`);
  return true;
}
