import { Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config';
import { issuerKeys } from '../identity/issuer-keys';
import type { DataStack } from '../data/data-stack';
import { names } from '../names';
import { servicesOf } from '../routes';
import { stackProps, type Configured } from '../stack';
import type { TrustStack } from '../trust/trust-stack';
import { access, guardAccess } from './access';
import { enrolling } from './enrolling';
import { Service } from './service';

/** Who issues the tokens, and to which clients. */
export interface TokenIssuer {
  /** `iss` of every token, and the base of its key set. */
  readonly issuerUrl: string;
  readonly clientIds: readonly string[];
  /** How the tokens of an issuer of one's own are written; absent, as Cognito writes them. */
  readonly tokens?: {
    /** What `aud` names. */
    readonly audience: string;
    readonly scopeClaim: string;
    readonly clientClaim: string;
    readonly userClaim: string;
  };
}

export interface ServicesStackProps extends Configured {
  /** Absent where there is no CA of ours. */
  readonly trust?: Pick<TrustStack, 'authorities'>;
  readonly identity: TokenIssuer;
  readonly data: Pick<DataStack, 'tables' | 'key'>;
}

/** Services: one function a service, each behind the guard, which trusts neither the edge nor the gateway on their word. */
export class ServicesStack extends Stack {
  /** By the name of the folder under `lambda/`. */
  readonly services: ReadonlyMap<string, Service>;

  constructor(scope: Construct, id: string, { config, trust, identity, data }: ServicesStackProps) {
    super(scope, id, stackProps(config, 'services', 'the functions behind the API'));

    const [corsOrigin] = config.cors.origins;
    const keys = issuerKeys(config);
    const environment = {
      PROFILE: config.profile,
      INGRESS: config.ingress,
      PUBLIC_ORIGIN: `https://${config.domain.name}`,
      // An HTTP API says it for its services.
      ...(config.ingress === 'regional' && corsOrigin !== undefined && { CORS_ORIGIN: corsOrigin }),
      ISSUER: identity.issuerUrl,
      CLIENT_IDS: Fn.join(',', [...identity.clientIds]),
      ...tokensOf(identity, config.identity),
      ...(keys !== undefined && { ISSUER_KEYS: keys }),
      // Without an edge there is no hop to recognize.
      ...(config.ingress === 'edge' && {
        ORIGIN_HOP_AUTHORITIES: Fn.join(
          '\n',
          (trust?.authorities ?? []).map(({ certificatePem }) => certificatePem),
        ),
        ORIGIN_HOP_IDENTITY: names(config).hopIdentity,
      }),
      MAX_BODY_BYTES: String(config.waf.maxBodyBytes),
      POWERTOOLS_METRICS_NAMESPACE: 'Portcullis',
    };
    this.services = new Map(
      [...servicesOf(config)].map(([name, rows]) => {
        const rights = [...accessOf(name), ...guardAccess(config.profile, rows)];
        const own = name === 'devices' ? enrolling(this, config) : { environment: ownEnvironment(name, config) };
        const all = {
          ...environment,
          // The guard does not start without its name, even where it has nobody to look up and no right to.
          ...(data.tables.revocations && { REVOCATIONS_TABLE: data.tables.revocations.tableName }),
          ...own.environment,
        };
        return [name, new Service(this, name, { ...own, config, name, rows, access: rights, data, environment: all })];
      }),
    );
  }
}

/** What a service is told that no other needs to know. */
const ownEnvironment = (service: string, config: Config): Readonly<Record<string, string>> =>
  service === 'app-links' && 'appLinks' in config ? { APP_LINKS: JSON.stringify(config.appLinks) } : {};

/** What the guard has to know of an issuer's tokens before it can read them. */
const tokensOf = (
  { tokens }: TokenIssuer,
  { resourceServer }: Config['identity'],
): Readonly<Record<string, string>> => ({
  ...(tokens !== undefined && {
    AUDIENCE: tokens.audience,
    SCOPE_CLAIM: tokens.scopeClaim,
    CLIENT_CLAIM: tokens.clientClaim,
    USER_CLAIM: tokens.userClaim,
  }),
  ...(resourceServer !== undefined && { RESOURCE_SERVER: resourceServer }),
});

function accessOf(service: string) {
  const rights = access[service];
  if (rights === undefined)
    throw new Error(`lib/services/access.ts: ${service}: got nothing, takes the rights of the service, or []`);
  return rights;
}
