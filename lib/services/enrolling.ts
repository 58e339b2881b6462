import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Config } from '../config';
import { names } from '../names';

/** What the devices service has that no other service has: the right to ask for certificates, by name, as operators do. */
export function enrolling(stack: Stack, config: Config) {
  const { certificatesFunction } = names(config);
  const arn = stack.formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: certificatesFunction,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return {
    environment: {
      CERTIFICATES_FUNCTION: certificatesFunction,
      // Where there is no enrolment door, there is no policy to ask.
      ...('clients' in config && 'enrolment' in config.clients ? { ENROLMENT: config.clients.enrolment } : {}),
    },
    statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [arn] })],
  };
}
