import {
  generateKeyPair,
  issueAuthority,
  issueLeaf,
  localSigner,
  type Issuer,
  type SubjectNames,
} from '../../../../lambda/x509';

export const identity = 'urn:portcullis:edge:test';
const day = 24 * 60 * 60 * 1000;
export const daysFromNow = (days: number): Date => new Date(Date.now() + days * day);

export async function authority(
  subject = 'CN=portcullis-test origin-hop CA a',
  ends = 60,
  old?: Issuer,
): Promise<Issuer> {
  const signer = old?.signer ?? localSigner(generateKeyPair().privateKey);
  const validity = { notBefore: daysFromNow(-60), notAfter: daysFromNow(ends) };
  return { certificate: await issueAuthority({ subject, signer, ...validity }), signer };
}

interface Leaf {
  readonly usages: readonly ('clientAuth' | 'serverAuth')[];
  readonly names: SubjectNames;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** The edge's certificate, as its custom resource has it issued; `other` changes one thing about it. */
export async function leaf(issuer: Issuer, other: Partial<Leaf> = {}): Promise<string> {
  return issueLeaf({
    subject: 'CN=portcullis-test edge',
    usages: ['clientAuth'],
    names: { uris: [identity] },
    notBefore: daysFromNow(-20),
    notAfter: daysFromNow(10),
    ...other,
    spki: generateKeyPair().spki,
    issuer,
  });
}
