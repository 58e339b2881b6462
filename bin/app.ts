import { App, Validations } from 'aws-cdk-lib';
import { context } from '../cdk.json';
import { ConfigError, hasUserPool, loadConfig, type Config } from '../lib/config';
import { DataStack } from '../lib/data/data-stack';
import { EdgeStack } from '../lib/edge/edge-stack';
import { GatewayStack } from '../lib/gateway/gateway-stack';
import { IdentityStack } from '../lib/identity/identity-stack';
import { ownIssuer } from '../lib/identity/own-issuer';
import { ServicesStack } from '../lib/services/services-stack';
import { TrustStack } from '../lib/trust/trust-stack';
import { WatchStack } from '../lib/watch/watch-stack';
import { DefenseInDepth } from '../tools/prove/plugin';

/** The stacks of an environment, in the order a request meets them; the gateway comes last because its routes name the rest. */
export function build(app: App, config: Config): void {
  const id = (stack: string): string => `${config.prefix}-${stack}`;

  const edge = config.ingress === 'edge' ? new EdgeStack(app, id('edge'), { config }) : undefined;
  const data = new DataStack(app, id('data'), { config });
  // Where nobody shows a certificate to anybody, there is no CA of ours to keep.
  const certificates = config.ingress === 'edge' || config.profile !== 'consumer';
  const trust = certificates ? new TrustStack(app, id('trust'), { config, data }) : undefined;
  const identity = hasUserPool(config) ? new IdentityStack(app, id('identity'), { config, data }) : ownIssuer(config);
  const services = new ServicesStack(app, id('services'), { config, trust, identity, data });
  const gateway = new GatewayStack(app, id('gateway'), { config, trust, identity, services });
  new WatchStack(app, id('watch'), { config, trust, identity, data, services, gateway });

  // Nothing of the edge refers to the home Region, yet a CA must be trusted by the gateway before the edge shows its leaf.
  edge?.addStackDependency(gateway, 'the gateway trusts a CA before the edge uses it');
  // Certificates that partners brought are registered by a function that is found by name.
  if (trust !== undefined && config.profile === 'partner' && identity instanceof IdentityStack)
    identity.addStackDependency(trust, 'the certificates function is there before partners are registered with it');
  // The clients' truststore is made of CA certificates that it finds by name.
  if (trust !== undefined) gateway.addStackDependency(trust, 'a CA is there before a truststore is made of it');
}

/** The same, with the proof that ends the synth where a route has a gap: not in build, because a test of one stack is no whole chain. */
export function buildProved(app: App, env: string): void {
  const config = loadConfig(env);
  build(app, config);
  Validations.of(app).addPlugins(new DefenseInDepth({ profile: config.profile }));
}

export function main(): void {
  // The CLI reads these flags from cdk.json; given here as well, they also hold where a test or the local chain runs this file.
  const app = new App({ context });
  try {
    buildProved(app, String(app.node.tryGetContext('env') ?? 'example'));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
