import { randomUUID } from 'node:crypto';
import { LocalError, type KeyedCertificate } from '../types';
import { checkedImport, checkReimport, factsOf, type Facts } from './acm-checks';
import { createFaults, type Faults } from './faults';
import { AwsError, serve, type Endpoint } from './http';
import { blob, jsonProtocol, optionalText, text, type Input } from './json';

export interface AcmStandin extends Faults {
  /** Adds a certificate that ACM itself issued, from a public CA. */
  put(arn: string, certificate: KeyedCertificate): void;
  /** A certificate, requested or imported, with its key. */
  certificate(arn: string): KeyedCertificate | undefined;
  /** ARNs of the certificates in a Region. */
  list(region: string): readonly string[];
  /** Says who uses a certificate; until nobody does, it cannot be deleted. */
  setInUse(arn: string, by: readonly string[]): void;
}

interface Tag {
  readonly Key: string;
  readonly Value?: string;
}

interface Held {
  readonly arn: string;
  readonly region: string;
  readonly type: 'AMAZON_ISSUED' | 'IMPORTED';
  keyed: KeyedCertificate;
  facts: Facts;
  tags: readonly Tag[];
  inUseBy: readonly string[];
}

/** ACM that checks what it is given as ACM does, so that a leaf it takes is one AWS would take. */
export async function startAcm(account: string): Promise<{ acm: AcmStandin; endpoint: Endpoint }> {
  const certificates = new Map<string, Held>();
  const { fail, strike } = createFaults();
  const add = (held: Omit<Held, 'region' | 'inUseBy'>): string => {
    const [, , , region = ''] = held.arn.split(':');
    certificates.set(held.arn, { ...held, region, inUseBy: [] });
    return held.arn;
  };
  const find = (input: Input, region: string): Held => {
    const arn = text(input, 'CertificateArn');
    const held = certificates.get(arn);
    if (held === undefined || held.region !== region)
      throw new AwsError('ResourceNotFoundException', `Could not find certificate ${arn}.`);
    return held;
  };

  const operations = {
    ImportCertificate(input: Input, region: string) {
      const keyed = keyedOf(input);
      const tags = tagsOf(input);
      if (optionalText(input, 'CertificateArn') === undefined) {
        const arn = `arn:aws:acm:${region}:${account}:certificate/${randomUUID()}`;
        return { CertificateArn: add({ arn, type: 'IMPORTED', keyed, facts: checkedImport(keyed), tags }) };
      }
      if (tags.length > 0) throw new AwsError('ValidationException', 'Tagging is not permitted on re-import.');
      const held = find(input, region);
      if (held.type !== 'IMPORTED')
        throw new AwsError('ValidationException', 'Only an imported certificate can be re-imported.');
      const facts = checkedImport(keyed);
      checkReimport(held.facts, facts);
      Object.assign(held, { keyed, facts });
      return { CertificateArn: held.arn };
    },
    DescribeCertificate: (input: Input, region: string) => ({ Certificate: detail(find(input, region)) }),
    ListCertificates: (input: Input, region: string) => ({
      CertificateSummaryList: [...certificates.values()]
        .filter(held => held.region === region && listed(held, input))
        .map(({ arn, facts }) => ({ CertificateArn: arn, DomainName: facts.domainNames[0] })),
    }),
    ListTagsForCertificate: (input: Input, region: string) => ({ Tags: find(input, region).tags }),
    AddTagsToCertificate(input: Input, region: string) {
      const held = find(input, region);
      const added = tagsOf(input);
      const kept = held.tags.filter(({ Key }) => !added.some(tag => tag.Key === Key));
      held.tags = [...kept, ...added];
      return {};
    },
    DeleteCertificate(input: Input, region: string) {
      const { arn, inUseBy } = find(input, region);
      if (inUseBy.length > 0) throw new AwsError('ResourceInUseException', `Certificate ${arn} is in use.`);
      certificates.delete(arn);
      return {};
    },
  };

  const endpoint = await serve(jsonProtocol({ service: 'acm', target: 'CertificateManager', operations, strike }));
  const acm: AcmStandin = {
    fail,
    put: (arn, keyed) => void add({ arn, type: 'AMAZON_ISSUED', keyed, facts: factsOf(keyed.certificate), tags: [] }),
    certificate: arn => certificates.get(arn)?.keyed,
    list: region => [...certificates.values()].filter(held => held.region === region).map(({ arn }) => arn),
    setInUse(arn, by) {
      const held = certificates.get(arn);
      if (held === undefined) throw new LocalError(`ACM stand-in: there is no certificate ${arn}`);
      held.inUseBy = by;
    },
  };
  return { acm, endpoint };
}

const keyedOf = (input: Input): KeyedCertificate => ({
  certificate: blob(input, 'Certificate').toString(),
  privateKey: blob(input, 'PrivateKey').toString(),
  chain: optionalText(input, 'CertificateChain') === undefined ? '' : blob(input, 'CertificateChain').toString(),
});

function tagsOf({ Tags = [] }: Input): readonly Tag[] {
  const tags = Tags as readonly Tag[];
  for (const { Key, Value = '' } of tags)
    if (
      !/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(Key) ||
      !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(Value)
    )
      throw new AwsError('InvalidTagException', `The tag ${Key} is not valid.`);
  return tags;
}

/** Without a filter ACM lists RSA certificates of 1024 and 2048 bits only: every other key type must be asked for. */
function listed({ facts }: Held, { Includes }: Input): boolean {
  const { keyTypes = ['RSA_1024', 'RSA_2048'] } = (Includes ?? {}) as { readonly keyTypes?: readonly string[] };
  return keyTypes.includes(facts.keyAlgorithm);
}

function detail({ arn, type, facts, inUseBy }: Held): object {
  return {
    CertificateArn: arn,
    DomainName: facts.domainNames[0],
    SubjectAlternativeNames: facts.domainNames,
    Serial: facts.serial,
    Subject: facts.subject,
    Issuer: facts.issuer,
    KeyAlgorithm: facts.keyAlgorithm,
    ExtendedKeyUsages: facts.extendedKeyUsages.map(OID => ({ OID })),
    // Times are seconds in this protocol.
    NotBefore: facts.notBefore.getTime() / 1000,
    NotAfter: facts.notAfter.getTime() / 1000,
    Status: 'ISSUED',
    Type: type,
    InUseBy: inUseBy,
  };
}
