import {
  CfnConnectionFunction,
  CfnKeyValueStore,
  CfnTrustStore,
  type CfnDistribution,
  type Distribution,
} from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import type { ClientsConfig, EdgeConfig } from '../config';
import { ClientTruststore } from '../trust/client-truststore';
import { functionCode } from './function-code';

export interface ViewerMtlsProps {
  readonly config: ClientsConfig & EdgeConfig;
}

/**
 * What makes CloudFront ask clients for a certificate: the CAs it takes one from, and the list of those that were taken back,
 * which a function looks up in every handshake. CloudFront itself checks neither CRLs nor, for us, OCSP.
 */
export class ViewerMtls extends Construct {
  /** Of revoked serial numbers: upper-case hex without colons and leading zeros. */
  readonly revoked: CfnKeyValueStore;
  readonly #trustStore: CfnTrustStore;
  readonly #connection: CfnConnectionFunction;

  constructor(scope: Construct, id: string, { config }: ViewerMtlsProps) {
    super(scope, id);
    const { resource } = new ClientTruststore(this, 'Truststore', { config });
    this.#trustStore = new CfnTrustStore(this, 'TrustStore', {
      name: `${config.prefix}-clients`,
      caCertificatesBundleSource: {
        caCertificatesBundleS3Location: {
          bucket: resource.getAttString('Bucket'),
          key: resource.getAttString('Key'),
          region: config.region,
          // CloudFront reads the bundle when the trust store is updated: only a new version brings a new CA into force.
          version: resource.getAttString('Version'),
        },
      },
    });
    this.revoked = new CfnKeyValueStore(this, 'Revoked', {
      name: `${config.prefix}-revoked-certificates`,
      comment: 'Serial numbers of revoked certificates, kept equal to the registry',
    });
    this.#connection = new CfnConnectionFunction(this, 'Connection', {
      name: `${config.prefix}-connection`,
      autoPublish: true,
      connectionFunctionCode: functionCode('connection.js'),
      connectionFunctionConfig: {
        comment: 'Refuses revoked certificates in the handshake',
        runtime: 'cloudfront-js-2.0',
        keyValueStoreAssociations: [{ keyValueStoreArn: this.revoked.attrArn }],
      },
    });
  }

  /** Makes the distribution ask for it. The L2 has no properties for this yet. */
  askOf(distribution: Distribution): void {
    const resource = distribution.node.defaultChild as CfnDistribution;
    resource.addPropertyOverride('DistributionConfig.ViewerMtlsConfig', {
      Mode: 'required',
      TrustStoreConfig: {
        TrustStoreId: this.#trustStore.ref,
        // The names of the CAs are nobody's business who has no certificate of theirs.
        AdvertiseTrustStoreCaNames: false,
        IgnoreCertificateExpiry: false,
      },
    });
    resource.addPropertyOverride('DistributionConfig.ConnectionFunctionAssociation', { Id: this.#connection.ref });
  }
}
