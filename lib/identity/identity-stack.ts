import type { UserPool, UserPoolClient, UserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PeopleConfig, SystemsConfig, UserPoolConfig } from '../config';
import type { DataStack } from '../data/data-stack';
import { WebAcl } from '../edge/web-acl';
import { names } from '../names';
import { namedRemovalPolicy, retentionDays, stackProps, type Configured } from '../stack';
import { declaredCertificates } from './partner-certificates';
import { bindTokens, partnerClients } from './partners';
import { signInRules } from './sign-in-rules';
import { threatProtection } from './threat-protection';
import { appClient, managedLogin, resourceServer, tokenEndpoint, userPool } from './user-pool';

export interface IdentityStackProps extends Configured<UserPoolConfig> {
  /** The registry that partners' tokens are bound by. Where people sign in, nothing of it is used. */
  readonly data: Pick<DataStack, 'tables' | 'key'>;
}

/** Who may have a token, and the web ACL in front of where tokens come from. */
export class IdentityStack extends Stack {
  readonly userPool: UserPool;
  /** The app's client; absent where partners' systems call. */
  readonly appClient?: UserPoolClient;
  /** Partners' clients, by the partner's name; empty where people sign in. */
  readonly partnerClients: ReadonlyMap<string, UserPoolClient>;
  /** `iss` of the tokens. From the pool itself, so that whoever reads the template can see whose keys are trusted. */
  readonly issuerUrl: string;
  /** The clients whose tokens the API takes. */
  readonly clientIds: readonly string[];
  readonly webAclName: string;
  /** The function without which a partner gets no token. */
  readonly tokenTrigger?: { readonly functionName: string };

  constructor(scope: Construct, id: string, { config, data }: IdentityStackProps) {
    super(scope, id, stackProps(config, 'identity', describe(config)));
    this.userPool = userPool(this, config);
    this.issuerUrl = this.userPool.userPoolProviderUrl;
    if (config.profile === 'partner') {
      const { clients, domain, trigger } = this.systems(config, data);
      this.partnerClients = clients;
      this.tokenTrigger = trigger.function;
      this.webAclName = this.webAcl(config, domain);
    } else {
      const { client, domain } = this.people(config);
      this.appClient = client;
      this.partnerClients = new Map();
      this.webAclName = this.webAcl(config, domain);
    }
    const clients = [this.appClient, ...this.partnerClients.values()];
    this.clientIds = clients.flatMap(client => client?.userPoolClientId ?? []);

    new CfnOutput(this, 'Issuer', { description: 'iss of the tokens', value: this.issuerUrl });
  }

  private people(config: PeopleConfig): { client: UserPoolClient; domain: UserPoolDomain } {
    const client = appClient(this.userPool, config, resourceServer(this.userPool, config));
    const domain = managedLogin(this, this.userPool, client, config.identity.domainPrefix);
    if (config.identity.plan === 'plus') threatProtection(this, this.userPool, config);
    new CfnOutput(this, 'ClientId', { description: "the app's client id", value: client.userPoolClientId });
    new CfnOutput(this, 'SignInUrl', { description: 'where the app sends people to sign in', value: domain.baseUrl() });
    return { client, domain };
  }

  private systems(config: SystemsConfig, data: IdentityStackProps['data']) {
    const clients = partnerClients(this.userPool, config, resourceServer(this.userPool, config));
    const domain = tokenEndpoint(this.userPool, config.identity.domainPrefix);
    const trigger = bindTokens(this, { config, pool: this.userPool, data });
    const ids = new Map([...clients].map(([name, { userPoolClientId }]) => [name, userPoolClientId]));
    declaredCertificates(this, 'Certificates', { config, clients: ids });
    for (const [name, userPoolClientId] of ids)
      new CfnOutput(this, `Partner-${name}-ClientId`, { description: `client id of ${name}`, value: userPoolClientId });
    new CfnOutput(this, 'TokenUrl', {
      description: 'where partners ask for tokens',
      value: `${domain.baseUrl()}/oauth2/token`,
    });
    return { clients, domain, trigger };
  }

  private webAcl(config: UserPoolConfig, domain: UserPoolDomain): string {
    const webAcl = new WebAcl(this, 'WebAcl', {
      name: `${config.prefix}-sign-in`,
      scope: 'REGIONAL',
      rules: signInRules(config),
      logGroupName: names(config).signInWafLogGroup,
      logRetention: retentionDays(config.retention.logDays),
      removalPolicy: namedRemovalPolicy(config),
    });
    const association = new CfnWebACLAssociation(this, 'WebAclAssociation', {
      resourceArn: this.userPool.userPoolArn,
      webAclArn: webAcl.arn,
    });
    // A web ACL that has just been made may not be there yet for whoever associates it (WAFUnavailableEntityException), and a
    // domain takes a minute: standing last gives WAF that time.
    association.node.addDependency(webAcl.logging, domain);
    return webAcl.name;
  }
}

const describe = ({ profile }: UserPoolConfig): string =>
  profile === 'partner'
    ? "user pool, partners' clients, scopes, web ACL of the token endpoint"
    : 'user pool, app client, scopes, sign-in web ACL';
