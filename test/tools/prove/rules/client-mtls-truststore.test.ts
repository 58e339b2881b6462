import { clientMtlsTruststore } from '../../../../tools/prove/rules/client-mtls-truststore';
import { edgeApi, edgeApiForDevices, restApi } from './apis';
import type { Json } from '../../../../tools/prove/json';
import { attribute, edit, line, look, modelOf, unresolved, type Resources } from './fixtures';

const location = 'TrustStore.CaCertificatesBundleSource.CaCertificatesBundleS3Location';
const config = 'Distribution.DistributionConfig.ViewerMtlsConfig.TrustStoreConfig';
const uri = 'Domain.MutualTlsAuthentication.TruststoreUri';
const version = 'Domain.MutualTlsAuthentication.TruststoreVersion';
const lookAtEdge = (resources: Resources) => look(clientMtlsTruststore, modelOf(resources), { entry: 'cloudfront' });

describe('client-mtls/truststore', () => {
  test('stands at the edge: pinned, versioned, private', () => {
    expect(lookAtEdge(edgeApiForDevices)).toEqual([
      line('stands', `${location}.Version`),
      'stands DeviceBucket VersioningConfiguration.Status',
      'stands DeviceBucket PublicAccessBlockConfiguration',
    ]);
  });

  test('nothing to say: the edge asks for no certificate', () => {
    expect(lookAtEdge(edgeApi)).toEqual([]);
  });

  test('weak: not pinned, not versioned, or expired certificates are taken', () => {
    expect(lookAtEdge(edit(edgeApiForDevices, { [`${location}.Version`]: undefined }))).toContain(
      line('weak', `${location}.Version`),
    );
    const unversioned = edit(edgeApiForDevices, { 'DeviceBucket.VersioningConfiguration': undefined });
    expect(lookAtEdge(unversioned)).toContain('weak DeviceBucket VersioningConfiguration.Status');
    const expired = edit(edgeApiForDevices, { [`${config}.IgnoreCertificateExpiry`]: true });
    expect(lookAtEdge(expired)).toContain(line('weak', `${config}.IgnoreCertificateExpiry`));
  });

  test('unproven: the trust store or its bucket is in none of the templates', () => {
    const elsewhere = edit(edgeApiForDevices, { [`${config}.TrustStoreId`]: 'ts-0123456789' });
    expect(lookAtEdge(elsewhere)).toEqual([line('unproven', `${config}.TrustStoreId`)]);
    const named = edit(edgeApiForDevices, { [`${location}.Bucket`]: 'theirs' });
    expect(lookAtEdge(named)).toContain(line('unproven', location));
  });

  test('stands at a Regional domain: pinned, versioned, private', () => {
    expect(look(clientMtlsTruststore, modelOf(restApi))).toEqual([
      line('stands', version),
      'stands Bucket VersioningConfiguration.Status',
      'stands Bucket PublicAccessBlockConfiguration',
    ]);
  });

  test('weak: the Regional domain pins no version', () => {
    expect(look(clientMtlsTruststore, modelOf(edit(restApi, { [version]: undefined })))).toContain(
      line('weak', version),
    );
  });

  test('unproven: the version is a parameter without a value', () => {
    expect(look(clientMtlsTruststore, modelOf(unresolved(restApi, version)))).toContain(line('unproven', version));
  });

  describe('published by a custom resource into a bucket that it names', () => {
    const publisher = (properties: object = {}): Resources => ({
      Bundle: { Type: 'Custom::Truststore', Properties: { Bucket: 'devices-111122223333', ...properties } },
      Other: { Type: 'Custom::Truststore', Properties: { Bucket: 'devices-111122223333' } },
    });
    const at = (name: string, of = 'Bundle') => attribute(of, name);
    const atDomain = (more: Readonly<Record<string, Json>> = {}): Resources =>
      edit(
        { ...restApi, ...publisher() },
        { 'Bucket.BucketName': 'devices-111122223333', [uri]: at('Uri'), [version]: at('Version'), ...more },
      );
    const atEdge = (more: Readonly<Record<string, Json>> = {}): Resources =>
      edit(
        { ...edgeApiForDevices, ...publisher() },
        {
          'DeviceBucket.BucketName': 'devices-111122223333',
          [`${location}.Bucket`]: at('Bucket'),
          [`${location}.Key`]: at('Key'),
          [`${location}.Version`]: at('Version'),
          ...more,
        },
      );

    test('stands at a Regional domain and at the edge', () => {
      const bucketLines = (id: string) => [
        `stands ${id} VersioningConfiguration.Status`,
        `stands ${id} PublicAccessBlockConfiguration`,
      ];
      expect(look(clientMtlsTruststore, modelOf(atDomain()))).toEqual([
        line('stands', version),
        ...bucketLines('Bucket'),
      ]);
      expect(lookAtEdge(atEdge())).toEqual([line('stands', `${location}.Version`), ...bucketLines('DeviceBucket')]);
    });

    test('weak: the version is of something else', () => {
      const other = at('Version', 'Other');
      expect(look(clientMtlsTruststore, modelOf(atDomain({ [version]: other })))).toContain(line('weak', version));
      expect(lookAtEdge(atEdge({ [`${location}.Version`]: other }))).toContain(line('weak', `${location}.Version`));
    });
  });
});
