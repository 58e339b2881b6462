import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { PartnerConfig } from '../config';
import { names } from '../names';
import { HandlerFunction } from '../services/handler-function';
import { partnerFiles, type PartnerFile } from './partner-files';

export interface PartnerCertificatesProps {
  readonly config: PartnerConfig;
  readonly files: readonly PartnerFile[];
  /** Client ids by the partner's name. */
  readonly clients: ReadonlyMap<string, string>;
}

/** The certificates in the files that the configuration names; undefined where it names none. Throws ConfigError. */
export function declaredCertificates(
  scope: Construct,
  id: string,
  { config, clients }: Omit<PartnerCertificatesProps, 'files'>,
): PartnerCertificates | undefined {
  const files = partnerFiles(config);
  return files.length > 0 ? new PartnerCertificates(scope, id, { config, files, clients }) : undefined;
}

/** Certificates that the configuration declares for partners, in the registry as long as it does. */
export class PartnerCertificates extends Construct {
  constructor(scope: Construct, id: string, { config, files, clients }: PartnerCertificatesProps) {
    super(scope, id);
    const { certificatesFunction } = names(config);
    const { function: register } = new HandlerFunction(this, 'Register', {
      config,
      entry: 'partner-certificate',
      description: `${config.prefix}: registers the certificates that the configuration declares`,
      timeout: Duration.minutes(1),
      statements: [
        new PolicyStatement({
          actions: ['lambda:InvokeFunction'],
          resources: [
            Stack.of(this).formatArn({
              service: 'lambda',
              resource: 'function',
              resourceName: certificatesFunction,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          ],
        }),
      ],
    });
    for (const { partner, file, certificate } of files)
      new CustomResource(this, `${partner}-${file}`, {
        resourceType: 'Custom::PartnerCertificate',
        serviceToken: register.functionArn,
        serviceTimeout: Duration.minutes(2),
        properties: {
          FunctionName: certificatesFunction,
          ClientId: clients.get(partner),
          Partner: partner,
          Certificate: certificate,
        },
      });
  }
}
