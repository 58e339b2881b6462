import type { Profile } from '../../lib/chain';
import type { Json, Template, TemplateResource } from '../prove/json';
import type { StackInput } from '../prove/model';
import { isRecord } from '../prove/values';
import type { Oracle } from './expectation';
import { devicesOracle, oracle } from './oracle';

/** Something to mutate, and what is known of its mutants. */
export interface System {
  readonly stacks: readonly StackInput[];
  readonly profile: Profile;
  readonly oracle: Oracle;
  /** The oracle speaks of every value of every resource; otherwise only what it speaks of is mutated. */
  readonly whole: boolean;
}

/** The templates as our app synthesizes them. */
export const asDeployed = (stacks: readonly StackInput[]): System => ({
  stacks,
  profile: 'consumer',
  oracle,
  whole: true,
});

/** The same with certificates of devices asked for at the edge, by means of the least that AWS needs for it. */
export const forDevices = (stacks: readonly StackInput[]): System => ({
  stacks: stacks.map(stack => ({ ...stack, template: askingDevices(stack.template) })),
  profile: 'managed',
  oracle: devicesOracle,
  whole: false,
});

const blocked = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

const devices: Readonly<Record<string, TemplateResource>> = {
  DeviceBucket: {
    Type: 'AWS::S3::Bucket',
    Properties: { VersioningConfiguration: { Status: 'Enabled' }, PublicAccessBlockConfiguration: blocked },
  },
  DeviceTrustStore: {
    Type: 'AWS::CloudFront::TrustStore',
    Properties: {
      Name: 'devices',
      CaCertificatesBundleSource: {
        CaCertificatesBundleS3Location: {
          Bucket: { Ref: 'DeviceBucket' },
          Key: 'devices.pem',
          Region: 'us-east-1',
          Version: 'pbtoWd6h7F',
        },
      },
    },
  },
  RevokedSerials: { Type: 'AWS::CloudFront::KeyValueStore', Properties: { Name: 'revoked' } },
  Handshake: {
    Type: 'AWS::CloudFront::ConnectionFunction',
    Properties: {
      Name: 'handshake',
      AutoPublish: true,
      ConnectionFunctionCode:
        "import cf from 'cloudfront'; async function connectionHandler(c) { if (await cf.kvs().exists(c.clientCertInfo.serialNumber)) return c.deny(); c.allow(); }",
      ConnectionFunctionConfig: {
        Comment: 'revoked certificates',
        Runtime: 'cloudfront-js-2.0',
        KeyValueStoreAssociations: [{ KeyValueStoreARN: { 'Fn::GetAtt': ['RevokedSerials', 'Arn'] } }],
      },
    },
  },
};

function askingDevices(template: Template): Template {
  const entries = Object.entries(template.Resources);
  if (!entries.some(([, { Type }]) => Type === 'AWS::CloudFront::Distribution'))
    return { ...template, Resources: Object.fromEntries(entries.map(([id, one]) => [id, withRegistry(one)])) };
  const asking = entries.map(([id, resource]): [string, TemplateResource] => [id, withCertificates(resource)]);
  return { ...template, Resources: { ...Object.fromEntries(asking), ...devices } };
}

/** The guard asks for the certificate as well. Any table does for a registry: the proof cannot see what is in it. */
function withRegistry(resource: TemplateResource): TemplateResource {
  const { Properties = {} } = resource;
  const environment = Properties['Environment'];
  const variables = isRecord(environment) ? environment['Variables'] : undefined;
  if (!isRecord(variables) || variables['PROFILE'] === undefined) return resource;
  const [, table = null] = Object.entries(variables).find(([name]) => name.endsWith('_TABLE')) ?? [];
  const Variables: Json = { ...variables, PROFILE: 'managed', CERTIFICATES_TABLE: table };
  return { ...resource, Properties: { ...Properties, Environment: { Variables } } };
}

/** Forged headers are removed in one place only, so that its loss shows: the web ACL looks for others. */
function withCertificates(resource: TemplateResource): TemplateResource {
  const { Properties = {} } = resource;
  const config = Properties['DistributionConfig'];
  if (isRecord(config)) {
    const asked: Readonly<Record<string, Json>> = {
      HttpVersion: 'http2',
      ViewerMtlsConfig: {
        Mode: 'required',
        TrustStoreConfig: { TrustStoreId: { Ref: 'DeviceTrustStore' }, IgnoreCertificateExpiry: false },
      },
      ConnectionFunctionAssociation: { Id: { Ref: 'Handshake' } },
    };
    return { ...resource, Properties: { ...Properties, DistributionConfig: { ...config, ...asked } } };
  }
  const rules = Properties['Rules'];
  if (resource.Type !== 'AWS::WAFv2::WebACL' || !Array.isArray(rules)) return resource;
  const elsewhere = JSON.stringify(rules).replaceAll('cloudfront-viewer-cert-', 'x-edge-');
  return { ...resource, Properties: { ...Properties, Rules: JSON.parse(elsewhere) as Json } };
}
