import { PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, CustomResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Config, EdgeConfig } from '../config';
import { names } from '../names';
import { HandlerFunction } from '../services/handler-function';
import type { Configured } from '../stack';

/** Tag that the function puts on what it imports: the id of the stack. It may replace or delete nothing else. */
const ownerTag = 'portcullis:stack';

/**
 * The client certificate CloudFront shows the API. CloudFormation cannot import a certificate, so a function has one signed by
 * the origin-hop CA in the home Region and imports it into ACM here, where CloudFront looks for it. Nothing crosses the
 * Region as a reference: alias, bucket and object are names that both sides derive from the configuration.
 */
export class OriginHopLeaf extends Construct {
  readonly certificateArn: string;

  constructor(scope: Construct, id: string, { config }: Configured<EdgeConfig>) {
    super(scope, id);
    const name = names(config);
    const { function: issue, role } = new HandlerFunction(this, 'Issue', {
      config,
      entry: 'origin-hop-leaf',
      description: `${config.prefix}: has the certificate of the origin hop signed and imports it`,
      // The policy of the CA key names this role before it exists.
      roleName: name.originLeafRole,
      // Deletion waits for CloudFront to let go of the certificate, which takes minutes.
      timeout: Duration.minutes(5),
      environment: { POWERTOOLS_SERVICE_NAME: 'origin-hop-leaf', POWERTOOLS_METRICS_NAMESPACE: 'Portcullis' },
      statements: [...this.signing(config), ...this.importing()],
    });
    this.acknowledgeWildcards(role, config);
    const properties = this.properties(config);
    const leaf = new CustomResource(this, 'Leaf', {
      resourceType: 'Custom::OriginHopLeaf',
      serviceToken: issue.functionArn,
      serviceTimeout: Duration.minutes(6),
      properties,
    });
    this.certificateArn = leaf.ref;
    // The rule carries what the last deploy decided: a renewal signs with that CA, whatever is being prepared meanwhile.
    new Rule(this, 'Renewal', {
      description: `${config.prefix}: renews the certificate of the origin hop at a third of its life`,
      schedule: Schedule.rate(Duration.days(1)),
      targets: [
        new LambdaFunction(issue, {
          event: RuleTargetInput.fromObject({ action: 'renew', certificateArn: leaf.ref, properties }),
        }),
      ],
    });
  }

  private properties(config: EdgeConfig): Readonly<Record<string, string>> {
    const name = names(config);
    const generation = config.originHop.signing;
    return {
      KeyAlias: name.keyAlias(generation),
      KeyRegion: config.region,
      Bucket: name.trustBucket(Stack.of(this).account),
      AuthorityKey: name.caObject(generation),
      Subject: name.hopSubject,
      Identity: name.hopIdentity,
      DomainName: config.domain.origin,
      // Renewed with thirty days left: two weeks of failing renewals leave two more to mend them in.
      ValidityDays: '90',
    };
  }

  /** Reading the CA's certificate and signing with its key, both in the home Region. */
  private signing(config: EdgeConfig): PolicyStatement[] {
    const { account, partition } = Stack.of(this);
    const name = names(config);
    const generation = config.originHop.signing;
    // The key's id is known only in the home Region, and no policy can name an alias as a resource: the condition does.
    const key = {
      resources: [`arn:${partition}:kms:${config.region}:${account}:key/*`],
      alias: { 'kms:RequestAlias': name.keyAlias(generation) },
    };
    const bucket = `arn:${partition}:s3:::${name.trustBucket(account)}`;
    return [
      new PolicyStatement({
        actions: ['kms:GetPublicKey'],
        resources: key.resources,
        conditions: { StringEquals: key.alias },
      }),
      new PolicyStatement({
        actions: ['kms:Sign'],
        resources: key.resources,
        conditions: {
          StringEquals: { ...key.alias, 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' },
        },
      }),
      new PolicyStatement({ actions: ['s3:GetObject'], resources: [`${bucket}/${name.caObject(generation)}`] }),
      // Without it S3 answers 403 for an object that is not there yet, and "not there" could not be told from "forbidden".
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket] }),
    ];
  }

  /** Importing a certificate that bears this stack's tag, and from then on only what bears it. */
  private importing(): PolicyStatement[] {
    const { stackId } = Stack.of(this);
    const certificates = Stack.of(this).formatArn({
      service: 'acm',
      resource: 'certificate',
      resourceName: '*',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    return [
      new PolicyStatement({
        actions: ['acm:ImportCertificate', 'acm:AddTagsToCertificate'],
        resources: [certificates],
        conditions: { StringEquals: { [`aws:RequestTag/${ownerTag}`]: stackId } },
      }),
      new PolicyStatement({
        actions: ['acm:ImportCertificate', 'acm:DeleteCertificate', 'acm:DescribeCertificate'],
        resources: [certificates],
        conditions: { StringEquals: { [`aws:ResourceTag/${ownerTag}`]: stackId } },
      }),
      new PolicyStatement({ actions: ['acm:ListTagsForCertificate'], resources: [certificates] }),
      // Knows no resource-level permission.
      new PolicyStatement({ actions: ['acm:ListCertificates'], resources: ['*'] }),
    ];
  }

  private acknowledgeWildcards(role: IRole, { account = '<AWS::AccountId>', region }: Config): void {
    const wildcards = {
      [`arn:aws:kms:${region}:${account}:key/*`]:
        'A key has no name a policy could use; kms:RequestAlias leaves the one behind our alias.',
      [`arn:aws:acm:us-east-1:${account}:certificate/*`]:
        'ACM picks the id on import; the tag of this stack leaves what this stack imported.',
      '*': 'acm:ListCertificates knows no resource; it gives names and dates, no key.',
    };
    for (const [resource, reason] of Object.entries(wildcards))
      Validations.of(role).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[Resource::${resource}]`, reason });
  }
}
