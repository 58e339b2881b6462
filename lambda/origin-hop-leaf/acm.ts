import {
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  ImportCertificateCommand,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  type ACMClient,
  type Tag,
} from '@aws-sdk/client-acm';

/** PEM, all of it. */
export interface Material {
  readonly certificate: string;
  readonly privateKey: string;
  readonly chain: string;
}

/** Whose certificate it is. Written on it as tags, so that a second run of the same request finds what the first made. */
export interface Owner {
  readonly stackId: string;
  readonly logicalId: string;
}

export const isCertificateArn = (id: string): boolean => /^arn:[^:]+:acm:[^:]+:\d+:certificate\//.test(id);

const tagsOf = ({ stackId, logicalId }: Owner): Tag[] => [
  { Key: 'portcullis:stack', Value: stackId },
  { Key: 'portcullis:resource', Value: logicalId },
];

/** Imports over `arn`, or as a new certificate where that one is gone or there was none. Gives the ARN. */
export async function importCertificate(
  acm: ACMClient,
  material: Material,
  arn: string | undefined,
  owner: Owner & { readonly signal: AbortSignal },
): Promise<string> {
  const body = bodyOf(material);
  // ACM takes tags with a new certificate only; they come in the same call, so no certificate is ever without them.
  const how = arn === undefined ? { Tags: tagsOf(owner) } : { CertificateArn: arn };
  try {
    const { CertificateArn } = await acm.send(new ImportCertificateCommand({ ...body, ...how }), {
      abortSignal: owner.signal,
    });
    if (CertificateArn === undefined) throw new Error('ACM imported the certificate and gave no ARN');
    return CertificateArn;
  } catch (error) {
    if (arn === undefined || !(error instanceof ResourceNotFoundException)) throw error;
    return importCertificate(acm, material, undefined, owner);
  }
}

/** Imports over a certificate that is there, and nowhere else: what uses it goes on with its ARN. */
export async function replaceCertificate(
  acm: ACMClient,
  material: Material,
  arn: string,
  abortSignal: AbortSignal,
): Promise<void> {
  await acm.send(new ImportCertificateCommand({ ...bodyOf(material), CertificateArn: arn }), { abortSignal });
}

const bodyOf = (material: Material) => ({
  Certificate: Buffer.from(material.certificate),
  PrivateKey: Buffer.from(material.privateKey),
  CertificateChain: Buffer.from(material.chain),
});

/** From when until when a certificate is valid. */
export async function validityOf(
  acm: ACMClient,
  arn: string,
  abortSignal: AbortSignal,
): Promise<{ readonly notBefore: Date; readonly notAfter: Date }> {
  const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn: arn }), { abortSignal });
  if (Certificate?.NotBefore === undefined || Certificate.NotAfter === undefined)
    throw new Error(`${arn}: ACM gives no validity`);
  return { notBefore: Certificate.NotBefore, notAfter: Certificate.NotAfter };
}

/** The certificate that carries this owner's tags. */
export async function findCertificate(
  acm: ACMClient,
  owner: Owner,
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  let NextToken: string | undefined;
  do {
    // Without a filter ACM lists RSA certificates only.
    const Includes = { keyTypes: ['EC_prime256v1' as const] };
    const page = await acm.send(new ListCertificatesCommand({ Includes, NextToken }), { abortSignal });
    for (const { CertificateArn } of page.CertificateSummaryList ?? [])
      if (CertificateArn !== undefined && (await belongs(acm, CertificateArn, owner, abortSignal)))
        return CertificateArn;
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return undefined;
}

async function belongs(acm: ACMClient, arn: string, owner: Owner, abortSignal: AbortSignal): Promise<boolean> {
  try {
    const { Tags = [] } = await acm.send(new ListTagsForCertificateCommand({ CertificateArn: arn }), { abortSignal });
    return tagsOf(owner).every(({ Key, Value }) => Tags.some(tag => tag.Key === Key && tag.Value === Value));
  } catch (error) {
    // Deleted since it was listed.
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

/** `gone` also where it was not there; deleting twice is one deletion. */
export async function deleteCertificate(
  acm: ACMClient,
  arn: string,
  abortSignal: AbortSignal,
): Promise<'gone' | 'in use'> {
  try {
    await acm.send(new DeleteCertificateCommand({ CertificateArn: arn }), { abortSignal });
    return 'gone';
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return 'gone';
    if (error instanceof ResourceInUseException) return 'in use';
    throw error;
  }
}
