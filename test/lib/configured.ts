import { hasUserPool, parseConfig, type EdgeConfig, type PeopleConfig } from '../../lib/config';

/** A checked configuration that has CloudFront in front, for constructs that stand nowhere else. */
export function edgeConfig(env: string, input: object): EdgeConfig {
  const config = parseConfig(env, input);
  if (config.ingress !== 'edge') throw new Error(`${env}: got ingress ${config.ingress}, takes edge`);
  return config;
}

/** A checked configuration in which people sign in. */
export function peopleConfig(env: string, input: object): PeopleConfig {
  const config = parseConfig(env, input);
  if (config.profile === 'partner' || !hasUserPool(config))
    throw new Error(`${env}: got profile partner, takes one with people and a user pool`);
  return config;
}
