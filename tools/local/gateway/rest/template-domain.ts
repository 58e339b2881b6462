import * as z from 'zod';
import { placeOf, propertiesOf, shaped, unread } from '../../check';
import { LocalError, type World } from '../../types';
import type { DomainConfig } from '../template';

export interface RestDomainConfig extends DomainConfig {
  readonly securityPolicy: string;
}

const truststoreUri = /^s3:\/\/([^/]+)\/(.+)$/;
const schema = z.object({
  DomainName: z.string(),
  RegionalCertificateArn: z.string('takes the certificate of a Regional domain'),
  EndpointConfiguration: z.strictObject({
    Types: z.tuple([z.literal('REGIONAL', 'the local gateway takes REGIONAL')]),
    IpAddressType: unread,
  }),
  EndpointAccessMode: z.enum(['BASIC', 'STRICT']).optional(),
  MutualTlsAuthentication: z
    .strictObject({
      TruststoreUri: z.string().regex(truststoreUri, 'takes s3://bucket/key'),
      TruststoreVersion: z.string().optional(),
    })
    .optional(),
  RoutingMode: z.literal('BASE_PATH_MAPPING_ONLY', 'the local gateway takes no routing rules').optional(),
  SecurityPolicy: z.string().default('TLS_1_2'),
});

/** Reads the one custom domain of the templates. Throws LocalError for what API Gateway would refuse, or what is not modelled. */
export async function readDomain(world: World): Promise<RestDomainConfig> {
  const found = world.assembly.ofType('AWS::ApiGateway::DomainName');
  const [resource, ...others] = found;
  if (resource === undefined || others.length > 0)
    throw new LocalError(
      `AWS::ApiGateway::DomainName: got ${found.length} in the templates, the local gateway takes one`,
    );
  const used = propertiesOf(resource, {
    honoured: Object.keys(schema.shape),
    withoutEffect: ['OwnershipVerificationCertificateArn', 'Tags'],
  });
  const properties = shaped(resource, schema, await world.resolve(resource.stack, used));
  const { MutualTlsAuthentication: mutual, SecurityPolicy: securityPolicy, EndpointAccessMode: mode } = properties;
  const enhanced = securityPolicy.startsWith('SecurityPolicy_');
  if (enhanced && mutual !== undefined)
    throw new LocalError(
      `${placeOf(resource)}: got ${securityPolicy} and MutualTlsAuthentication; API Gateway takes mutual TLS with TLS_1_2 only`,
    );
  if (enhanced && mode === undefined)
    throw new LocalError(
      `${placeOf(resource)}: EndpointAccessMode: got nothing, ${securityPolicy} takes BASIC or STRICT`,
    );
  const [, bucket = '', key = ''] = truststoreUri.exec(mutual?.TruststoreUri ?? '') ?? [];
  return {
    name: properties.DomainName.toLowerCase(),
    certificateArn: properties.RegionalCertificateArn,
    truststore: mutual && { bucket, key, version: mutual.TruststoreVersion },
    securityPolicy,
  };
}
