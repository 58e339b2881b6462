import type { UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { PartnerConfig } from '../config';
import { names } from '../names';
import { HandlerFunction } from '../services/handler-function';
import type { PartnerFile } from './partner-files';

export interface PartnerCertificatesProps {
  readonly config: PartnerConfig;
  readonly files: readonly PartnerFile[];
  /** By the partner's name. */
  readonly clients: ReadonlyMap<string, UserPoolClient>;
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
          ClientId: clients.get(partner)?.userPoolClientId,
          Partner: partner,
          Certificate: certificate,
        },
      });
  }
}
