import type { UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PeopleConfig } from '../config';
import { WebAcl } from '../edge/web-acl';
import { names } from '../names';
import { namedRemovalPolicy, retentionDays, stackProps, type Configured } from '../stack';
import { signInRules } from './sign-in-rules';
import { appClient, managedLogin, resourceServer, userPool } from './user-pool';

/** Who may have a token, and the web ACL in front of where tokens come from. */
export class IdentityStack extends Stack {
  readonly userPool: UserPool;
  readonly userPoolClient: UserPoolClient;
  /** `iss` of the tokens. From the pool itself, so that whoever reads the template can see whose keys are trusted. */
  readonly issuerUrl: string;
  /** The clients whose tokens the API takes. */
  readonly clientIds: readonly string[];
  readonly webAclName: string;

  constructor(scope: Construct, id: string, { config }: Configured<PeopleConfig>) {
    super(scope, id, stackProps(config, 'identity', 'user pool, app client, scopes, sign-in web ACL'));
    this.userPool = userPool(this, config);
    const [, apiScopes] = resourceServer(this.userPool, config);
    this.userPoolClient = appClient(this.userPool, config, apiScopes);
    this.issuerUrl = this.userPool.userPoolProviderUrl;
    this.clientIds = [this.userPoolClient.userPoolClientId];
    const domain = managedLogin(this, this.userPool, this.userPoolClient, config.identity.domainPrefix);

    const webAcl = new WebAcl(this, 'WebAcl', {
      name: `${config.prefix}-sign-in`,
      scope: 'REGIONAL',
      rules: signInRules(config),
      logGroupName: names(config).signInWafLogGroup,
      logRetention: retentionDays(config.retention.logDays),
      removalPolicy: namedRemovalPolicy(config),
    });
    this.webAclName = webAcl.name;
    const association = new CfnWebACLAssociation(this, 'WebAclAssociation', {
      resourceArn: this.userPool.userPoolArn,
      webAclArn: webAcl.arn,
    });
    // A web ACL that has just been made may not be there yet for whoever associates it (WAFUnavailableEntityException), and a
    // domain takes a minute: standing last gives WAF that time.
    association.node.addDependency(webAcl.logging, domain);

    new CfnOutput(this, 'Issuer', { description: 'iss of the tokens', value: this.issuerUrl });
    new CfnOutput(this, 'ClientId', {
      description: "the app's client id",
      value: this.userPoolClient.userPoolClientId,
    });
    new CfnOutput(this, 'SignInUrl', { description: 'where the app sends people to sign in', value: domain.baseUrl() });
  }
}
