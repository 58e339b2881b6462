import { Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DataStack } from '../data/data-stack';
import { names } from '../names';
import { services } from '../routes';
import { stackProps, type Configured } from '../stack';
import type { TrustStack } from '../trust/trust-stack';
import { access } from './access';
import { Service } from './service';

/** Who issues the tokens, and to which clients. */
export interface TokenIssuer {
  /** `iss` of every token, and the base of its key set. */
  readonly issuerUrl: string;
  readonly clientIds: readonly string[];
}

export interface ServicesStackProps extends Configured {
  readonly trust: Pick<TrustStack, 'authorities'>;
  readonly identity: TokenIssuer;
  readonly data: Pick<DataStack, 'tables' | 'key'>;
}

/** Services: one function a service, each behind the guard, which trusts neither the edge nor the gateway on their word. */
export class ServicesStack extends Stack {
  /** By the name of the folder under `lambda/`. */
  readonly services: ReadonlyMap<string, Service>;

  constructor(scope: Construct, id: string, { config, trust, identity, data }: ServicesStackProps) {
    super(scope, id, stackProps(config, 'services', 'the functions behind the API'));

    const environment = {
      ISSUER: identity.issuerUrl,
      CLIENT_IDS: Fn.join(',', [...identity.clientIds]),
      RESOURCE_SERVER: config.identity.resourceServer,
      ORIGIN_HOP_AUTHORITIES: Fn.join(
        '\n',
        trust.authorities.map(({ certificatePem }) => certificatePem),
      ),
      ORIGIN_HOP_IDENTITY: names(config).hopIdentity,
      MAX_BODY_BYTES: String(config.waf.maxBodyBytes),
      POWERTOOLS_METRICS_NAMESPACE: 'Portcullis',
    };
    this.services = new Map(
      Object.entries(services).map(([name, rows]) => [
        name,
        new Service(this, name, { config, name, rows, access: accessOf(name), data, environment }),
      ]),
    );
  }
}

function accessOf(service: string) {
  const rights = access[service];
  if (rights === undefined)
    throw new Error(`lib/services/access.ts: ${service}: got nothing, takes the rights of the service, or []`);
  return rights;
}
