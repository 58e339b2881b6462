import { accountId } from '../conditions';
import type { Standins } from '../standins';
import { LocalError, type Placed, type Provider, type World } from '../types';
import { stableId } from './names';

/** Resources that live in the stand-ins for KMS, S3, ACM and CloudFront's key-value stores. */
export const standinProviders = ({ kms, s3, acm, keyValueStores }: Standins): Readonly<Record<string, Provider>> => ({
  'AWS::KMS::Key': async ({ stack, logicalId, properties }, world) => {
    const { region } = stack;
    const keyId = stableId(`${stack.name}/${logicalId}`, 36);
    const { KeySpec: spec = 'SYMMETRIC_DEFAULT' } = (await world.resolve(stack, {
      KeySpec: properties['KeySpec'],
    })) as { readonly KeySpec?: string };
    kms.createKey({ region, keyId, spec });
    return { ref: keyId, attributes: { Arn: `arn:aws:kms:${region}:${accountId}:key/${keyId}`, KeyId: keyId } };
  },
  'AWS::KMS::Alias': async ({ stack, properties }, world) => {
    const name = String(await world.resolve(stack, properties['AliasName']));
    const target = String(await world.resolve(stack, properties['TargetKeyId']));
    // Takes an id or an ARN, as CloudFormation does.
    kms.createAlias({ region: stack.region, name, keyId: target.split('/').at(-1) ?? target });
    return { ref: name, attributes: {} };
  },
  'AWS::S3::Bucket': async ({ stack, logicalId, properties }, world) => {
    const { BucketName, VersioningConfiguration } = (await world.resolve(stack, {
      BucketName: properties['BucketName'],
      VersioningConfiguration: properties['VersioningConfiguration'],
    })) as { readonly BucketName?: string; readonly VersioningConfiguration?: { readonly Status?: string } };
    const name = BucketName ?? `${stack.name}-${logicalId}`.toLowerCase();
    s3.createBucket({ name, region: stack.region, versioned: VersioningConfiguration?.Status === 'Enabled' });
    return {
      ref: name,
      attributes: {
        Arn: `arn:aws:s3:::${name}`,
        DomainName: `${name}.s3.amazonaws.com`,
        RegionalDomainName: `${name}.s3.${stack.region}.amazonaws.com`,
      },
    };
  },
  'AWS::CloudFront::KeyValueStore': async ({ stack, logicalId, type, properties }, world) => {
    if (properties['ImportSource'] !== undefined)
      throw new LocalError(`${stack.name}/${logicalId} (${type}): ImportSource is not modelled here; take it out`);
    const Id = stableId(`${stack.name}/${logicalId}`, 36);
    const Arn = `arn:aws:cloudfront::${accountId}:key-value-store/${Id}`;
    keyValueStores.create({ arn: Arn });
    return { ref: String(await world.resolve(stack, properties['Name'])), attributes: { Arn, Id, Status: 'READY' } };
  },
  'AWS::CertificateManager::Certificate': async (resource, world) => {
    const { stack, logicalId } = resource;
    const arn = `arn:aws:acm:${stack.region}:${accountId}:certificate/${stableId(`${stack.name}/${logicalId}`, 36)}`;
    acm.put(arn, await world.publicCa.issue(await certificateNames(resource, world)));
    return { ref: arn, attributes: {} };
  },
});

async function certificateNames({ stack, logicalId, properties }: Placed, world: World): Promise<string[]> {
  const { DomainName, SubjectAlternativeNames = [] } = (await world.resolve(stack, {
    DomainName: properties['DomainName'],
    SubjectAlternativeNames: properties['SubjectAlternativeNames'],
  })) as { readonly DomainName?: string; readonly SubjectAlternativeNames?: readonly string[] };
  if (DomainName === undefined)
    throw new LocalError(`${stack.name}/${logicalId} (AWS::CertificateManager::Certificate): DomainName is missing`);
  return [DomainName, ...SubjectAlternativeNames];
}
